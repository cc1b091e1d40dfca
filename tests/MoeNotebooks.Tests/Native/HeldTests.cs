using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Native;

/// <summary>Numbers given to libtorch live as long as the call, whatever the garbage collector does.</summary>
public sealed class HeldTests
{
    private const int Collections = 100;

    [Fact]
    public void Sums_are_right_while_another_thread_collects()
    {
        using var scope = NewDisposeScope();
        var (sum, one) = (zeros(1, dtype: ScalarType.Float64), ones(1, dtype: ScalarType.Float64));
        var collector = new Thread(Collect);
        collector.Start();
        var rounds = 0;
        do
        {
            using var step = NewDisposeScope();
            sum.Add_(one).Add_(one.Plus(one)).Subtract_(one.Times(2L)).Add_(3.0).Scale_(1.0);
            rounds++;
        } while (collector.IsAlive);

        sum.item<double>().ShouldBe(4.0 * rounds);
    }

    [Fact]
    public void Each_operation_is_the_one_it_names()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (tensor([3f, 5f]), tensor([1f, 7f]));
        Values(a.Plus(b)).ShouldBe([4, 12]);
        Values(a.Minus(b)).ShouldBe([2, -2]);
        Values(a.Times(0.5)).ShouldBe([1.5f, 2.5f]);
        Values(a.Clamp(from: 4)).ShouldBe([4, 5]);
        Values(a.Clamp(to: 4)).ShouldBe([3, 4]);
        Values(a).ShouldBe([3, 5]);
        Values(a.Add_(b)).ShouldBe([4, 12]);
        Values(a.Subtract_(b)).ShouldBe([3, 5]);
        Values(a.Add_(0.25)).ShouldBe([3.25f, 5.25f]);
        Values(a.Scale_(2)).ShouldBe([6.5f, 10.5f]);
        Values(a).ShouldBe([6.5f, 10.5f]);
        Held.Range(2, 6).data<long>().ToArray().ShouldBe([2, 3, 4, 5]);
        tensor([3L]).Times(1L << 40).data<long>()[0].ShouldBe(3L << 40);
    }

    private static float[] Values(Tensor x) => x.data<float>().ToArray();

    private static void Collect()
    {
        for (var i = 0; i < Collections; i++)
        {
#pragma warning disable RS0030 // a collection is what this test is about
            GC.Collect(0);
#pragma warning restore RS0030
            Thread.Yield();
        }
    }
}
