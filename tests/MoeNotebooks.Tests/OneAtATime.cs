// TorchSharp 0.107 passes numbers to libtorch as objects that nothing keeps alive during the native call. A collection
// that another thread causes at that moment frees them ("Expected false to be true", or a wrong number). One test at a
// time, no other thread allocates while one is inside libtorch; counts of live tensors are then also a test's own.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
