using MoeNotebooks.Errors;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;

namespace MoeNotebooks.Tests.Routing;

public sealed class ExpertMaskTests
{
    [Fact]
    public void It_reads_what_it_writes_in_any_order()
    {
        var mask = ExpertMask.Parse("keep.json", """{"3": [5, 0, 5], "1": [2]}""");
        mask.ToJson().ShouldBe("""{"1":[2],"3":[0,5]}""");
        mask.ShouldBe(ExpertMask.Parse("other", mask.ToJson()));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"x": [1]}""")]
    [InlineData("""{"1": [1.5]}""")]
    [InlineData("""{"1": 2}""")]
    [InlineData("""{"1": [1], "1": [2]}""")]
    [InlineData("""{"99999999999": [1]}""")]
    [InlineData("")]
    public void Anything_else_is_a_data_error_with_the_path(string json) =>
        Should.Throw<MoeDataException>(() => ExpertMask.Parse("keep.json", json)).Message.ShouldStartWith("keep.json");

    [Fact]
    public void All_that_does_not_fit_a_model_is_told_at_once()
    {
        var config = TinyModel.Parse(TinyModel.Config());
        var mask = ExpertMask.Parse("keep.json", """{"0": [1], "1": [], "2": [8]}""");
        var message = Should.Throw<MoeUsageException>(() => mask.Check(config.Moe.Router.Experts, config.MoeLayers)).Message;
        message.ShouldContain("layer 0 is no MoE layer; those are 1 to 2");
        message.ShouldContain("layer 1 keeps no expert");
        message.ShouldContain("layer 2 keeps expert 8; there are 8");
    }
}
