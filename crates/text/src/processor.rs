#[cfg(target_arch = "x86_64")]
use pulp::x86::V3;

/// The instructions that this machine gives us, found once at load.
///
/// All arithmetic is written so that both kinds give the same bytes: whole-number sums are exact, and sums of
/// floats run over eight lanes in a fixed order, every multiply-add fused.
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

    /// Runs `work`, compiled for this processor.
    #[inline(always)]
    pub fn run<W: Work>(self, work: W) -> W::Output {
        match self {
            #[cfg(target_arch = "x86_64")]
            Processor::Wide(simd) => simd.vectorize(Job(work)),
            Processor::Plain => work.run(),
        }
    }
}

/// Arithmetic to be compiled for each kind of processor.
///
/// `run` must be marked `#[inline(always)]`, and so must all that it calls in its loops. It is no closure and no
/// function, because those may be compiled apart, for a processor without wide registers.
pub(crate) trait Work {
    type Output;

    fn run(self) -> Self::Output;
}

#[cfg(target_arch = "x86_64")]
struct Job<W>(W);

#[cfg(target_arch = "x86_64")]
impl<W: Work> pulp::NullaryFnOnce for Job<W> {
    type Output = W::Output;

    #[inline(always)]
    fn call(self) -> W::Output {
        self.0.run()
    }
}
