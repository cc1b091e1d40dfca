using System.Runtime.Intrinsics;

namespace MoeNotebooks.Kernels;

/// <summary>16 f32 side by side: AVX-512.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    public static Vector512<float> Load(float* at) => Vector512.Load(at);

    public static void Store(Vector512<float> vector, float* at) => vector.Store(at);

    public static void Widen(ushort* at, out Vector512<float> even, out Vector512<float> odd)
    {
        var pairs = Vector512.Load((uint*)at);
        even = (pairs << 16).AsSingle();
        odd = (pairs & Vector512.Create(0xFFFF0000u)).AsSingle();
    }

    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(a, b, sum);

    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    public static Vector512<float> All(float* at) => Vector512.Create(*at);

    public static Vector512<float> Gated(Vector512<float> gate, Vector512<float> up) =>
        gate / (Vector512<float>.One + Vector512.Exp(-gate)) * up;

    public static float Sum(Vector512<float> vector) => Vector512.Sum(vector);
}
