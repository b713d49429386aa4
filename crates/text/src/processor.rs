#[cfg(target_arch = "x86_64")]
use pulp::x86::V3;

/// The instructions that this machine gives us, found once at load.
///
/// All arithmetic is written so that both kinds give the same bytes: whole-number sums are exact, and sums of
/// floats run over eight lanes in a fixed order without fused multiply-add.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Processor {
    /// AVX2.
    #[cfg(target_arch = "x86_64")]
    Wide(V3),
    /// Any other: plain loops, as wide as the compiler makes them.
    Plain,
}

impl Processor {
    pub fn detect() -> Processor {
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = V3::try_new() {
            return Processor::Wide(simd);
        }
        Processor::Plain
    }

    /// Runs `work` compiled for this processor, as far as it is inlined.
    #[inline(always)]
    pub fn run<T>(self, work: impl FnOnce() -> T) -> T {
        match self {
            #[cfg(target_arch = "x86_64")]
            Processor::Wide(simd) => simd.vectorize(work),
            Processor::Plain => work(),
        }
    }
}
