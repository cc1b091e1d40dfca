using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Routing;

public sealed class MaskExchangeTests
{
    private static readonly int[] Layers = [1, 2];
    private static readonly ExpertMask Mask = ExpertMask.Parse("mask", """{"1":[0,3],"2":[1,2]}""");

    [Theory]
    [InlineData("""{"1":[0,3],"2":[1,2]}""")]
    [InlineData("{\"2\":[2,1]}\n{\"1\":[3,0]}\n")]
    [InlineData("""{"version":1,"model":"any","workload":"chat","pruned_experts":[[1,2],[3,0]]}""")]
    [InlineData("{\n  \"1\": [0, 3],\n  \"2\": [1, 2]\n}\n")]
    public void One_mask_has_several_forms(string text) => MaskExchange.Read("file", text, 4, Layers).ShouldBe(Mask);

    [Fact]
    public void What_is_written_is_read()
    {
        MaskExchange
            .Profile(Mask, 4, Layers, "mini")
            .ShouldBe("""{"version":1,"model":"mini","pruned_experts":[[1,2],[0,3]]}""" + "\n");
        MaskExchange.Read("file", MaskExchange.Profile(Mask, 4, Layers, "mini"), 4, Layers).ShouldBe(Mask);
        MaskExchange
            .Lines(new Dictionary<int, IReadOnlyList<int>> { [2] = [2, 1, 3, 0], [1] = [3, 0, 1, 2] })
            .ShouldBe("{\"1\":[3,0,1,2]}\n{\"2\":[2,1,3,0]}\n");
    }

    [Fact]
    public void Of_a_ranking_the_first_are_kept() =>
        MaskExchange.Read("file", "{\"1\":[3,0,1,2]}\n{\"2\":[2,1,3,0]}", 4, Layers, first: 2).ShouldBe(Mask);

    [Theory]
    [InlineData("""{"version":2,"pruned_experts":[[1],[2]]}""", "version: is not 1")]
    [InlineData("""{"pruned_experts":[[1],[2]]}""", "version: is not 1")]
    [InlineData("""{"version":true,"pruned_experts":[[1],[2]]}""", "version: is not 1")]
    [InlineData("""{"version":1,"pruned_experts":[[1]]}""", "has 1 lists; the model has 2 MoE layers")]
    [InlineData("""{"version":1,"pruned_experts":[[1],[4]]}""", "list 1 names expert 4; there are 4")]
    [InlineData("""{"version":1,"pruned_experts":[[0,1,2,3],[]]}""", "layer 1 keeps no expert")]
    [InlineData("""{"version":1,"pruned_experts":{"1":[2]}}""", "is not one list of whole numbers per MoE layer")]
    [InlineData("{\"1\":[0]}\n{\"1\":[2]}", "is not a mask")]
    [InlineData("{\"1\":[0]}\n{\"9\":[2]}", "layer 9 is no MoE layer")]
    [InlineData("[[1,0,0,1],[0,1,1,0]]", "is not a mask")]
    public void Anything_else_is_refused_with_the_reason(string text, string message) =>
        Should.Throw<MoeException>(() => MaskExchange.Read("file", text, 4, Layers)).Message.ShouldContain(message);

    [Theory]
    [InlineData("""{"1":[0,3],"2":[1]}""", "is 2; file names 1 experts in layer 2")]
    [InlineData("{}", "file names no layer")]
    [InlineData("""{"version":1,"pruned_experts":[[1],[2]]}""", "ranks none")]
    public void A_list_that_is_too_short_is_refused(string text, string message) =>
        Should
            .Throw<MoeUsageException>(() => MaskExchange.Read("file", text, 4, Layers, first: 2))
            .Message.ShouldContain(message);

    [Fact]
    public void A_profile_in_place_of_a_mask_is_told() =>
        Should
            .Throw<MoeDataException>(() => ExpertMask.Parse("p.json", """{"version":1,"pruned_experts":[[1],[2]]}"""))
            .Message.ShouldContain("lists the experts that are pruned");

    [Fact]
    public void What_a_mask_makes_of_a_model_is_said_in_numbers()
    {
        var rule = new RouterRule(8, 3, Scoring.Softmax);
        ExpertMask Of(string json) => ExpertMask.Parse("mask", json);
        Of("""{"1":[0,1,2],"2":[3,4,5]}""").Notices(rule).ShouldBeEmpty();
        Of("""{"1":[0,1,2],"2":[3,4,5,6]}""").Notices(rule).ShouldHaveSingleItem().ShouldContain("from 3 to 4 of 8");
        Of("""{"1":[0,1]}""")
            .Notices(rule)
            .ShouldHaveSingleItem()
            .ShouldContain("a token uses 3 experts as trained; layers keep 2");
        Of("""{"1":[0,1,2,4]}""")
            .Notices(rule with { Groups = 2, TopGroups = 1 })
            .ShouldHaveSingleItem()
            .ShouldContain("the 1 of 2 groups that it may use hold 1 at worst");
    }
}
