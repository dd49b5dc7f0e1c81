import kaldi_native_fbank
import numpy as np

from onrecord.engines.filterbanks import RATE_HZ, filter_banks, frames_in


def test_the_banks_are_kaldis() -> None:
    rng = np.random.default_rng(1)
    samples = (0.1 * rng.standard_normal(2 * RATE_HZ) * np.linspace(0, 1, 2 * RATE_HZ)).astype(np.float32)
    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.dither = 0.0
    options.frame_opts.samp_freq = RATE_HZ
    options.mel_opts.num_bins = 80
    bank = kaldi_native_fbank.OnlineFbank(options)
    bank.accept_waveform(RATE_HZ, samples.tolist())
    bank.input_finished()
    theirs = np.array([bank.get_frame(index) for index in range(bank.num_frames_ready)])
    ours = filter_banks(samples, np.arange(frames_in(len(samples))))
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() < 1e-3


def test_frames_are_those_that_are_asked_for() -> None:
    samples = np.random.default_rng(2).standard_normal(RATE_HZ).astype(np.float32)
    some = np.array([3, 50, 97])
    assert np.allclose(filter_banks(samples, some), filter_banks(samples, np.arange(98))[some], atol=1e-5)
    assert frames_in(399) == 0 and filter_banks(samples, np.array([], int)).shape == (0, 80)
