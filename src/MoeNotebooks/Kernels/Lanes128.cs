using System.Runtime.Intrinsics;

namespace MoeNotebooks.Kernels;

/// <summary>
/// 4 f32 side by side: ARM64 and everything else; where a processor has no vectors at all, .NET computes the same with
/// scalars.
/// </summary>
internal readonly unsafe struct Lanes128 : ILanes<Vector128<float>>
{
    public static int Count => Vector128<float>.Count;

    public static Vector128<float> Load(float* at) => Vector128.Load(at);

    public static void Store(Vector128<float> vector, float* at) => vector.Store(at);

    public static void Widen(ushort* at, out Vector128<float> even, out Vector128<float> odd)
    {
        var pairs = Vector128.Load((uint*)at);
        even = (pairs << 16).AsSingle();
        odd = (pairs & Vector128.Create(0xFFFF0000u)).AsSingle();
    }

    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> sum) =>
        Vector128.FusedMultiplyAdd(a, b, sum);

    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

    public static Vector128<float> All(float* at) => Vector128.Create(*at);

    public static Vector128<float> Gated(Vector128<float> gate, Vector128<float> up) =>
        gate / (Vector128<float>.One + Vector128.Exp(-gate)) * up;

    public static float Sum(Vector128<float> vector) => Vector128.Sum(vector);
}
