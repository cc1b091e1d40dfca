using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;

namespace MoeNotebooks.Tests.Routing;

public sealed class PeakTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_peak_beyond_the_last_MoE_layer_is_said_and_one_beyond_the_model_is_refused()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        var (moe, all) = (model.MoeLayers.Count, model.Config.Layers);
        all.ShouldBeGreaterThan(moe);

        new Allocation(1, 2, 1, moe).Notice(moe).ShouldBeNull();
        model.Route(new Allocation(1, 2, 1, all));
        new Allocation(1, 2, 1, all).Notice(moe)!.ShouldContain("is aimed at and not reached");
        Should
            .Throw<MoeUsageException>(() => model.Route(new Allocation(1, 2, 1, all + 1)))
            .Message.ShouldBe(
                $"p: is {all + 1}; this model has {moe} MoE layers in {all} decoder layers, and p is at most {all}"
            );
    }
}
