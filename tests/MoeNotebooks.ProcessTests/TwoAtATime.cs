// Most of the time a test here waits for one program, which computes on one core or waits itself. What sets libtorch's
// threads or builds has a collection.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 2)]
