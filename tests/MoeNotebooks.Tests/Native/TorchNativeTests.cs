using TorchSharp;

namespace MoeNotebooks.Tests.Native;

public sealed class TorchNativeTests
{
    [Fact]
    public void Libtorch_loads_and_multiplies()
    {
        MoeNotebooks.Native.TorchNative.Install();
        using var scope = torch.NewDisposeScope();
        var product = torch.ones(2, 3).mm(torch.ones(3, 2));
        product.data<float>().ToArray().ShouldBe([3f, 3f, 3f, 3f]);
    }
}
