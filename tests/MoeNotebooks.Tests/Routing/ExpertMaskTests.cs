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
        var message = Should
            .Throw<MoeUsageException>(() => mask.Check(config.Moe.Router.Experts, config.MoeLayers))
            .Message;
        message.ShouldContain("layer 0 is no MoE layer; those are 1 to 2");
        message.ShouldContain("layer 1 keeps no expert");
        message.ShouldContain("layer 2 keeps expert 8; there are 8");
    }

    [Fact]
    public void Equal_masks_have_one_text_and_one_digest()
    {
        var (mask, same) = (
            ExpertMask.Parse("a", """{"3": [5, 0], "1": [2]}"""),
            ExpertMask.Parse("b", """{"1": [2], "3": [0, 5]}""")
        );
        mask.GetHashCode().ShouldBe(same.GetHashCode());
        mask.ToString().ShouldBe("""{"1":[2],"3":[0,5]}""");
        // sha256sum of that line
        mask.Digest.ShouldBe("4954f3f062ae98b6b7dbbabdc71367d07c8437905f31d9c9fb382607825dbca2");
        mask.ShouldNotBe(ExpertMask.Parse("c", """{"1": [2], "3": [0, 4]}"""));
        mask.Equals(null).ShouldBeFalse();
    }

    [Fact]
    public void Experts_are_counted_from_0_and_every_problem_is_told()
    {
        ExpertMask.Parse("keep.json", """{"1": [0, 7]}""").Check(8, [1, 2]);
        Should
            .Throw<MoeUsageException>(() => ExpertMask.Parse("keep.json", """{"1": [8]}""").Check(8, [1, 2]))
            .Message.ShouldBe("keep: layer 1 keeps expert 8; there are 8, counted from 0");
        Should
            .Throw<MoeUsageException>(() => ExpertMask.Parse("keep.json", """{"2": [-1, 3]}""").Check(8, [1, 2]))
            .Message.ShouldBe("keep: layer 2 keeps expert -1; there are 8, counted from 0");
        Should
            .Throw<MoeUsageException>(() => ExpertMask.Parse("keep.json", """{"4": []}""").Check(8, [1, 2]))
            .Message.ShouldContain("layer 4 keeps no expert; at least 1 is needed");
    }
}
