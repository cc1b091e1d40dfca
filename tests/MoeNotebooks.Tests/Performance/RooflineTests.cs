using MoeNotebooks.Performance;

namespace MoeNotebooks.Tests.Performance;

public sealed class RooflineTests
{
    private static readonly Roofline Machine = new(50e9, 500e9);

    [Fact]
    public void Time_is_the_slower_of_reading_and_computing()
    {
        Machine.Seconds(bytes: 50e9, flops: 1).ShouldBe(1);
        Machine.Seconds(bytes: 1, flops: 1000e9).ShouldBe(2);
        Machine.Ridge.ShouldBe(10);
    }

    [Fact]
    public void Shows_its_units() =>
        Machine.ToString().ShouldBe("50.0 GB/s, 500 GFLOP/s, ridge at 10.0 FLOPs per byte");
}
