using System.Runtime.Intrinsics;

namespace MoeNotebooks.Kernels;

/// <summary>8 f32 side by side: AVX2.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    public static Vector256<float> Load(float* at) => Vector256.Load(at);

    public static void Store(Vector256<float> vector, float* at) => vector.Store(at);

    public static void Widen(ushort* at, out Vector256<float> even, out Vector256<float> odd)
    {
        var pairs = Vector256.Load((uint*)at);
        even = (pairs << 16).AsSingle();
        odd = (pairs & Vector256.Create(0xFFFF0000u)).AsSingle();
    }

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> sum) =>
        Vector256.FusedMultiplyAdd(a, b, sum);

    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    public static Vector256<float> All(float* at) => Vector256.Create(*at);

    public static Vector256<float> Gated(Vector256<float> gate, Vector256<float> up) =>
        gate / (Vector256<float>.One + Vector256.Exp(-gate)) * up;

    public static float Sum(Vector256<float> vector) => Vector256.Sum(vector);
}
