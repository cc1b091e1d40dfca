using System.Text.Json.Nodes;
using MoeNotebooks.Interchange.LmEval;

namespace MoeNotebooks.Tests.Interchange.LmEval;

/// <summary>Expected texts printed by CPython.</summary>
public sealed class PythonJsonTests
{
    [Theory]
    [InlineData(1.0, "1.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(-41.34104919433594, "-41.34104919433594")]
    [InlineData(123456789012345.0, "123456789012345.0")]
    [InlineData(1234567890123456.0, "1234567890123456.0")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Numbers_are_Pythons(double value, string expected) => PythonJson.Number(value).ShouldBe(expected);

    [Fact]
    public void Layout_and_escapes_are_Pythons()
    {
        var node = new JsonObject
        {
            ["a"] = new JsonArray(1, 2.5, true, null, "é\u2028\u007f\u0001\"\\\n"),
            ["empty"] = new JsonArray(),
            ["none"] = new JsonObject(),
        };
        PythonJson
            .Write(node)
            .ShouldBe(
                "{\"a\": [1, 2.5, true, null, \"é\u2028\u007f\\u0001\\\"\\\\\\n\"], \"empty\": [], \"none\": {}}"
            );
        PythonJson
            .Write(new JsonObject { ["a"] = new JsonArray(1, 2), ["b"] = new JsonObject() }, 2)
            .ShouldBe("{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
    }
}
