using static TorchSharp.torch;

namespace MoeNotebooks.Checkpoints;

/// <summary>A tensor to be written under a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The tensor.</param>
/// <param name="As">The type to record for raw bytes, for example <see cref="TensorDType.F8_E4M3"/>;
/// <see langword="null"/> for the tensor's own.</param>
internal sealed record NamedTensor(string Name, Tensor Value, TensorDType? As = null);
