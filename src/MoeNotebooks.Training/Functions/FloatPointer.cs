using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Functions;

/// <summary>
/// Where a tensor's numbers are, without the views that one of 2 GB would need: a training step asks some hundreds of
/// times.
/// </summary>
internal static unsafe class FloatPointer
{
    /// <summary>The first number of a contiguous float tensor on the CPU, valid as long as the tensor.</summary>
    public static float* Pointer(Tensor t) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(t.bytes));
}
