"""The files for nginx and Caddy in docs/operate.md, run as they stand there: only ports and certificates are the test's own."""

from __future__ import annotations

import gzip
import http.client
import os
import random
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from onrecord.web import site

DOCS = (Path(__file__).parents[2] / "docs" / "operate.md").read_text(encoding="utf-8")
HOST = "quay.example"


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", DOCS, re.S)
    return str(found)


def free_port() -> int:
    """One below those that systems give to outgoing connections: another test's would take it before the server does."""
    for port in random.sample(range(20_000, 32_000), 100):
        with suppress(OSError), socket.socket() as taken:
            taken.bind(("", port))
            return port
    raise OSError("None of a hundred ports is free.")


@dataclass
class Front:
    """A web server in front of the site, asked as quay.example."""

    http_port: int
    https_port: int
    network: str

    def ask(
        self, method: str, path: str, body: bytes | None = None, address: str = "127.0.0.1", **headers: str
    ) -> tuple[int, Any, bytes]:
        context = ssl._create_unverified_context()
        raw = socket.create_connection(("127.0.0.1", self.https_port), timeout=30, source_address=(address, 0))
        connection = http.client.HTTPConnection(HOST, self.https_port)
        connection.sock = context.wrap_socket(raw, server_hostname=HOST)
        sent = {"Host": HOST} | {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def plain(self, path: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=30)
        connection.request("GET", path, headers={"Host": HOST})
        answer = connection.getresponse()
        return answer.status, answer.headers


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory, show: Any, folder: Any) -> Iterator[tuple[int, str]]:
    """`onrecord serve` as the systemd unit starts it: (port, the episode's page)."""
    show_dir = tmp_path_factory.mktemp("quay")
    (show_dir / "show.toml").write_text(f'[show]\ntitle = "The Long Quay"\nsite = "https://{HOST}"\n')
    with ThreadPoolExecutor(1) as thread:
        public = replace(show, site_url=f"https://{HOST}")
        out = thread.submit(site.put_out, show_dir, public, folder.publication, folder.path).result()
    (command,) = re.findall(r"^ExecStart=\S+/onrecord (.*)$", block("ini"), re.M)
    port = free_port()
    said = command.replace("/srv/quay", str(show_dir)).replace("8000", str(port)).split()
    environment = dict(pair.split("=", 1) for pair in re.findall(r"^Environment=(\S+)$", block("ini"), re.M))
    onrecord = Path(sys.executable).with_name("onrecord")
    with running([str(onrecord), *said], port, {**os.environ, **environment}):
        yield port, out.path


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str] | None = None) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
    try:
        for _ in range(600):
            assert process.poll() is None, process.stdout and process.stdout.read().decode()
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def nginx(folder: Path, upstream_port: int, front: Front) -> tuple[list[str], dict[str, str]]:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem", "-subj", f"/CN={HOST}"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = "\n".join(line for line in block("nginx").splitlines() if "[::]" not in line)
    text = text.replace(f"/etc/letsencrypt/live/{HOST}", str(folder)).replace(
        "127.0.0.1:8000", f"127.0.0.1:{upstream_port}"
    )
    text = text.replace("listen 80;", f"listen 127.0.0.1:{front.http_port};")
    text = text.replace("listen 443 ", f"listen 127.0.0.1:{front.https_port} ")
    own = f"daemon off; pid {folder}/pid; error_log stderr warn; events {{}}\nhttp {{ access_log off;\n"
    paths = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(f"{user}{own}{paths}{text}}}\n")
    return ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], {}


def caddy(folder: Path, upstream_port: int, front: Front) -> tuple[list[str], dict[str, str]]:
    own = f"admin off\nhttp_port {front.http_port}\nhttps_port {front.https_port}\nlocal_certs\nskip_install_trust\n"
    text = block("caddyfile").replace("127.0.0.1:8000", f"127.0.0.1:{upstream_port}")
    (folder / "Caddyfile").write_text(f"{{\n{own}}}\n{text}")
    command = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    return command, {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}


PROGRAMS: dict[str, Callable[[Path, int, Front], tuple[list[str], dict[str, str]]]] = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(scope="module", params=sorted(PROGRAMS))
def front(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, upstream: tuple[int, str]
) -> Iterator[Front]:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not on this machine: its file in docs/operate.md was not tried.")
    # both programs ask the same server, which remembers who wrote
    front = Front(free_port(), free_port(), f"127.{20 + sorted(PROGRAMS).index(request.param)}")
    command, environment = PROGRAMS[request.param](tmp_path_factory.mktemp(request.param), upstream[0], front)
    with running(command, front.https_port, {**os.environ, **environment}):
        for _ in range(100):  # Caddy makes its certificate after it listens
            try:
                front.ask("GET", "/health")
                break
            except (ssl.SSLError, OSError):
                time.sleep(0.1)
        yield front


def test_pages_come_packed_and_with_the_sites_own_headers(front: Front, upstream: tuple[int, str]) -> None:
    status, headers, body = front.ask("GET", upstream[1], Accept_Encoding="gzip")
    assert status == 200 and headers["Content-Encoding"] == "gzip" and b"The last ferry" in gzip.decompress(body)
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Strict-Transport-Security", "ETag"):
        assert len(headers.get_all(name)) == 1, name
    again, _, nothing = front.ask("GET", upstream[1], Accept_Encoding="gzip", If_None_Match=headers["ETag"])
    assert (again, nothing) == (304, b"")
    assert front.ask("HEAD", upstream[1])[2] == b""


def test_plain_http_leads_to_https(front: Front, upstream: tuple[int, str]) -> None:
    status, headers = front.plain(upstream[1])
    assert status in (301, 308) and headers["Location"].startswith(f"https://{HOST}")


def test_sound_comes_in_ranges_and_unpacked(front: Front, upstream: tuple[int, str], folder: Any) -> None:
    name = folder.publication.enclosure.file
    path, data = f"/media/12-the-last-ferry/{name}", (folder.path / name).read_bytes()
    status, headers, body = front.ask("GET", path, Accept_Encoding="gzip")
    assert status == 200 and body == data and "Content-Encoding" not in headers
    assert headers["Accept-Ranges"] == "bytes" and headers["Content-Length"] == str(len(data))
    status, headers, body = front.ask("GET", path, Range="bytes=1000-1999")
    assert (status, body, headers["Content-Range"]) == (206, data[1000:2000], f"bytes 1000-1999/{len(data)}")
    assert front.ask("GET", path, Range="bytes=0-1", If_Range=headers["ETag"])[0] == 206
    assert front.ask("GET", path, Range="bytes=0-1", If_Range='"another"')[0] == 200
    assert front.ask("GET", path, Range=f"bytes={len(data)}-")[0] == 416


def test_the_feed_names_the_public_address(front: Front) -> None:
    status, _, body = front.ask("GET", "/feed.xml")
    assert status == 200 and f"https://{HOST}/media/".encode() in body and b"127.0.0.1" not in body


def test_listeners_are_told_apart_and_cannot_say_to_be_others(front: Front, upstream: tuple[int, str]) -> None:
    """Six comments a minute from one address, whatever it claims to be; another one may still write."""

    def say(address: str, claimed: str) -> int:
        fields = urlencode({"name": "Ann", "text": f"Words from {address}, {claimed}."}).encode()
        said = {"Origin": f"https://{HOST}", "Content-Type": "application/x-www-form-urlencoded"}
        return front.ask("POST", f"{upstream[1]}discussion/", fields, address, X_Forwarded_For=claimed, **said)[0]

    assert [say(f"{front.network}.1.7", f"192.0.2.{n}") for n in range(8)] == [303] * 6 + [429] * 2
    assert say(f"{front.network}.2.7", "192.0.2.1") == 303


def test_a_reader_from_another_site_writes_nothing(front: Front, upstream: tuple[int, str]) -> None:
    said = {"Origin": "https://elsewhere.example", "Content-Type": "application/x-www-form-urlencoded"}
    assert front.ask("POST", f"{upstream[1]}discussion/", b"name=A&text=b", **said)[0] == 403


def test_systemd_understands_its_file(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not on this machine.")
    program = str(Path(sys.executable).with_name("onrecord"))
    unit = tmp_path / "quay.service"
    unit.write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={program}", block("ini"), flags=re.M))
    ran = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert [line for line in ran.stderr.splitlines() if "quay.service" in line] == []
