# make install   .venv with onrecord in it
# make demo      the sample recording becomes an episode on a site of its own
# make test      the tests
# make check     everything that a change has to pass
# make docs      the parts of the docs that are made from the code
# make lock      the pinned requirements anew (needs uv)

BIN := .venv/bin
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

.PHONY: install install-dev demo test check docs lock clean

install: .venv/installed

install-dev: .venv/installed-dev

.venv/installed: requirements.lock pyproject.toml scripts/install.sh
	@scripts/install.sh requirements.lock
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	@scripts/install.sh requirements-dev.lock
	@touch $@

demo: install
	@scripts/demo.sh

test: install-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist loadfile

docs: install
	for page in settings commands artifacts check; do $(BIN)/python scripts/write_$${page}_page.py; done

# hatchling and editables build the package itself: pinned too, so that nothing unpinned is fetched.
lock:
	printf 'hatchling\neditables\n' | $(COMPILE) pyproject.toml - --output-file requirements.lock
	printf 'hatchling\neditables\n' | $(COMPILE) pyproject.toml - --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf .venv build dist demo-show
