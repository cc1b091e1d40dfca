using System.Text.Json.Nodes;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Tests.Models;

namespace MoeNotebooks.Tests.Configs;

/// <summary>Every key of a rotary block is honoured or refused by name.</summary>
public sealed class RopeReaderTests
{
    private const string Yarn = """ "rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 16 """;

    [Theory]
    [InlineData(
        $$"""{ {{Yarn}}, "extrapolation_factor": 1}""",
        "rope_scaling.extrapolation_factor is 1; rope_type yarn has no such key here"
    )]
    [InlineData($$"""{ {{Yarn}}, "finetuned": true}""", "rope_scaling.finetuned is true")]
    [InlineData(
        $$"""{ {{Yarn}}, "partial_rotary_factor": 0.5}""",
        "rope_scaling.partial_rotary_factor is 0.5; supported is 1"
    )]
    [InlineData($$"""{ {{Yarn}}, "truncate": 1}""", "rope_scaling.truncate is 1; true or false is needed")]
    [InlineData($$"""{ {{Yarn}}, "type": "default"}""", "rope_scaling.rope_type is 'yarn' and type is 'default'")]
    [InlineData("""{"rope_type": "yarn", "original_max_position_embeddings": 16}""", "rope_scaling.factor is missing")]
    [InlineData(
        """{"rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 0.5}""",
        "original_max_position_embeddings is 0.5; a whole number"
    )]
    [InlineData("""{"rope_type": 7}""", "rope_scaling.rope_type is 7; a text is needed")]
    [InlineData("""{"type": true}""", "rope_scaling.type is true; a text is needed")]
    [InlineData(
        """{"rope_type": "linear", "factor": 2}""",
        "rope_scaling.rope_type is 'linear'; supported are default and yarn"
    )]
    [InlineData("""{"rope_type": "dynamic", "factor": 2}""", "'dynamic'; supported are default and yarn")]
    [InlineData("""{"rope_type": "llama3", "factor": 2}""", "'llama3'; supported are default and yarn")]
    [InlineData(
        """{"rope_type": "default", "mrope_section": [1, 1, 2]}""",
        "rope_scaling.mrope_section is [1,1,2]; rope_type default has no such key here"
    )]
    [InlineData("""{"factor": 4}""", "rope_scaling.factor is 4; supported is 1")]
    [InlineData("""{"rope_theta": 10000, "factor": 1, "mscale": 0.7}""", "rope_scaling.mscale is 0.7")]
    [InlineData(
        $$"""{"full_attention": { {{Yarn}} }, "sliding_attention": {"rope_type": "default"} }""",
        "full_attention, sliding_attention differ"
    )]
    [InlineData($$"""{"full_attention": { {{Yarn}} }, "rope_theta": 10000}""", "rope_scaling.full_attention is")]
    [InlineData(
        """{"full_attention": {"rope_type": "longrope"}}""",
        "rope_scaling.full_attention.rope_type is 'longrope'"
    )]
    [InlineData($$"""{"every_layer": { {{Yarn}} } }""", "rope_scaling.every_layer is")]
    public void What_is_not_carried_out_is_refused_by_name(string block, string expected)
    {
        foreach (var field in new[] { "rope_scaling", "rope_parameters" })
        {
            var error = Should.Throw<MoeDataException>(() =>
                TinyModel.Parse(TinyModel.Config("deepseek_v2", (field, JsonNode.Parse(block))))
            );
            error.Message.ShouldContain(expected.Replace("rope_scaling", field, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_original_context_beside_the_block_has_priority_and_a_difference_is_told()
    {
        var block = JsonNode.Parse($$"""{ {{Yarn}} }""");
        var config = TinyModel.Parse(
            TinyModel.Config("mixtral", ("rope_scaling", block), ("original_max_position_embeddings", 32))
        );
        config.Attention.Rope.Yarn!.OriginalPositions.ShouldBe(32);
        config.Notices.ShouldContain(notice =>
            notice.Contains(
                "original_max_position_embeddings is 32 and rope_scaling.original_max_position_embeddings is 16",
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public void What_yarn_takes_by_default_is_told()
    {
        var config = TinyModel.Parse(
            TinyModel.Config("mixtral", ("rope_parameters", JsonNode.Parse("""{"rope_type": "yarn", "factor": 4}""")))
        );
        config.Attention.Rope.Yarn.ShouldBe(new YarnConfig(4, 64));
        config
            .Notices.ShouldHaveSingleItem()
            .ShouldContain(
                "rope_parameters.original_max_position_embeddings 64, rope_parameters.beta_fast 32, rope_parameters.beta_slow 1"
            );
    }

    [Fact]
    public void A_factor_of_null_is_the_ratio_of_contexts()
    {
        var block = JsonNode.Parse("""{"rope_type": "yarn", "factor": null, "original_max_position_embeddings": 16}""");
        TinyModel.Parse(TinyModel.Config("mixtral", ("rope_scaling", block))).Attention.Rope.Yarn!.Factor.ShouldBe(4);
    }

    [Theory]
    [InlineData(
        """{"full_attention": {"rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 16, "beta_fast": 32, "beta_slow": 1}}"""
    )]
    [InlineData(
        """{"full_attention": {"rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 16}, "sliding_attention": {"rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 16}}"""
    )]
    public void A_block_by_type_of_layer_is_read_where_all_have_one(string block)
    {
        var flat = TinyModel.Parse(
            TinyModel.Config("deepseek_v2", ("rope_scaling", JsonNode.Parse($$"""{ {{Yarn}} }""")))
        );
        TinyModel
            .Parse(TinyModel.Config("deepseek_v2", ("rope_parameters", JsonNode.Parse(block))))
            .Attention.ShouldBe(flat.Attention);
    }
}
