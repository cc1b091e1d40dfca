using static TorchSharp.torch;

namespace MoeNotebooks.Benchmarks.Peer;

/// <summary>A tensor of a GGUF file, bf16 or f32.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Shape">Its dimensions, outermost first.</param>
/// <param name="Parts">Its values one after another; they stay the caller's.</param>
internal sealed record GgufTensor(string Name, long[] Shape, IReadOnlyList<Tensor> Parts);
