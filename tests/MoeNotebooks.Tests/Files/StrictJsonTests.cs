using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Errors;
using MoeNotebooks.Loadtest;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Tests.Files;

public sealed class StrictJsonTests
{
    private static readonly Dictionary<string, Action<TemporaryFolder, string>> Readers = new()
    {
        ["hardware"] = (folder, json) => HardwareCatalog.Load(folder.Write("f.json", json)),
        ["popularity"] = (folder, json) => PopularityProfile.Read(folder.Write("f.json", json)),
        ["policy"] = (_, json) => RoutingPolicyJson.Read(json, "f.json"),
        ["trace"] = (_, json) => TraceHeader.Parse("f.json", json),
        ["sequences"] = (folder, json) => LogitsCommand.ReadSequences(folder.Write("f.json", json)),
        ["mask"] = (_, json) => ExpertMask.Parse("f.json", json),
        ["load"] = (_, json) => LoadTestResults.Parse("f.json", "line 1", json),
    };

    [Theory]
    [InlineData("hardware", "{}", "missing required properties")]
    [InlineData("hardware", """{"nmae": 1}""", "'nmae' could not be mapped ($.nmae)")]
    [InlineData("hardware", "[1]", "$ is not what is needed there")]
    [InlineData(
        "popularity",
        """{"model": "m", "experts": "many", "layers": {}}""",
        "$.experts is not what is needed there"
    )]
    [InlineData(
        "popularity",
        """{"model": "m", "experts": 1, "layers": {"1": 2}}""",
        "$.layers.1 is not what is needed there"
    )]
    [InlineData("popularity", """{"model": "m", "experts": 1, "layers": {"1": null}}""", "layer 1: has 0 counts")]
    [InlineData(
        "policy",
        """{"policy": "similarityReroute", "k0": 1, "rho": 0.5, "similarity": [null]}""",
        "similarity of MoE layer 1: has 0 numbers"
    )]
    [InlineData("policy", "{}", "must specify a type discriminator")]
    [InlineData("policy", """{"policy": "topK", "k": "two"}""", "$.k is not what is needed there")]
    [InlineData("trace", """{"model": "m"}""", "missing required properties")]
    [InlineData("sequences", """{"seq": 1}""", "does not hold sequences: a field is missing. It is")]
    [InlineData("sequences", """{"sequences": [["a"]]}""", "a text stands where a number is needed")]
    [InlineData("mask", """{"1": "x"}""", "is not a mask: a text stands where a list is needed. It is")]
    [InlineData(
        "load",
        """{"completed": "many"}""",
        "is no result of a load test: $.completed is not what is needed there"
    )]
    public void A_reader_names_the_place_and_no_type_of_ours(string reader, string json, string expected)
    {
        using var folder = new TemporaryFolder();
        var said = Should.Throw<MoeDataException>(() => Readers[reader](folder, json)).Message;
        said.ShouldContain("f.json");
        said.ShouldContain(expected);
        said.ShouldNotContain("MoeNotebooks.", Case.Sensitive);
        said.ShouldNotContain("LineNumber");
    }

    [Fact]
    public void What_is_quoted_from_a_file_is_cut()
    {
        var said = Should
            .Throw<MoeDataException>(() => ExpertMask.Parse("f.json", "{\"1\": nu" + new string('\0', 5000)))
            .Message;
        said.ShouldContain("is not valid JSON: 'nu\\u0000");
        said.Length.ShouldBeLessThan(2500);
    }
}
