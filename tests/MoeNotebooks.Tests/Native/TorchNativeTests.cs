using MoeNotebooks.Tests.Evaluation.Journals;
using TorchSharp;

namespace MoeNotebooks.Tests.Native;

public sealed class TorchNativeTests
{
    [Fact]
    public void Libtorch_loads_and_multiplies()
    {
        using var scope = torch.NewDisposeScope();
        var product = torch.ones(2, 3).mm(torch.ones(3, 2));
        product.data<float>().ToArray().ShouldBe([3f, 3f, 3f, 3f]);
    }

    [Fact]
    public async Task Loading_the_library_leaves_the_process_as_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the settings are Linux's");
        using var process = FaultProcess.Start(["host"], "unset GOMP_SPINCOUNT THP_MEM_ALLOC_ENABLE");
        var lines = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n');
        lines[0].ShouldBe("loaded: GOMP_SPINCOUNT=- THP_MEM_ALLOC_ENABLE=-");
        lines[1].ShouldBe("started: GOMP_SPINCOUNT=2000 THP_MEM_ALLOC_ENABLE=1");
    }
}
