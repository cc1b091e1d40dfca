using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Cuda;

/// <summary>Where tensors lie on the device, for kernels.</summary>
internal static partial class DeviceMemory
{
    /// <summary>The address of a tensor's first number; 0 for none.</summary>
    public static nint Address(Tensor? tensor) => tensor is null ? 0 : Data(tensor.Handle);

    /// <summary>
    /// Whether the last dimension lies number by number and the others are evenly spaced rows: those of a contiguous
    /// tensor, or the same part of each.
    /// </summary>
    /// <param name="tensor">[..., d].</param>
    /// <param name="stride">Numbers from one row to the next.</param>
    public static bool AreRows(Tensor tensor, out long stride)
    {
        var (shape, strides) = (tensor.shape, tensor.stride());
        stride = shape[^1];
        var inner = shape.Length - 2;
        while (inner >= 0 && shape[inner] == 1)
        {
            inner--;
        }

        if (inner < 0)
        {
            return strides[^1] == 1;
        }

        stride = strides[inner];
        var expected = stride * shape[inner];
        for (var d = inner - 1; d >= 0; d--)
        {
            if (shape[d] != 1 && strides[d] != expected)
            {
                return false;
            }

            expected *= shape[d];
        }

        return strides[^1] == 1;
    }

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    private static partial nint Data(nint handle);
}
