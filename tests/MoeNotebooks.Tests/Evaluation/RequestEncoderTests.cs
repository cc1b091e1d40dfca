using System.IO.Compression;
using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Evaluation;

[References]
public sealed class RequestEncoderTests
{
    [Fact]
    public void Every_request_of_lm_evals_run_has_its_token_ids()
    {
        var encoder = new RequestEncoder(TokenizerJson.Load(LmEvalGolden.Model));
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(Shared.File("golden/lm-eval/requests.jsonl.gz")), CompressionMode.Decompress)
        );
        var count = 0;
        while (reader.ReadLine() is { } line)
        {
            var golden = JsonDocument.Parse(line).RootElement;
            var request = encoder.Encode(
                new(golden.GetProperty("context").GetString()!, golden.GetProperty("continuation").GetString()!)
            );
            request.Context.ShouldBe(Ids(golden, "context_ids"));
            request.Continuation.ShouldBe(Ids(golden, "continuation_ids"));
            count++;
        }

        count.ShouldBeGreaterThan(2000);
    }

    [Fact]
    public void White_space_at_the_end_of_a_context_moves_to_the_continuation()
    {
        var request = Encode("x \u00a0", "y");
        request.Context.ShouldBe(['^', 'x']);
        request.Continuation.ShouldBe([' ', '\u00a0', 'y']);
    }

    [Fact]
    public void A_context_of_white_space_alone_leaves_the_BOS_token_where_there_is_one()
    {
        Encode(" ", " y").ShouldBe(new(['^'], [' ', ' ', 'y']));
        // Refused before the run
        new RequestEncoder(new FakeTokenizer(bos: null)).Encode(new(" ", " y")).Context.ShouldBeEmpty();
    }

    [Fact]
    public void A_token_across_the_seam_counts_by_number_as_lm_eval_counts()
    {
        // "xa" is ^ x a, "xab" is ^ x ab: nothing is left of the whole beyond the context's three
        Encode("xa", "b").Continuation.ShouldBeEmpty();
        Encode("xa", "bc").Continuation.ShouldBe(['c']);
    }

    [Fact]
    public void A_text_that_begins_with_the_BOS_token_gets_no_second_one() =>
        Encode("^x", "y").Context.ShouldBe(['^', 'x']);

    [Fact]
    public void An_empty_context_is_the_BOS_token_or_else_the_EOS_token()
    {
        Encode("", "yz").ShouldBe(new(['^'], ['y', 'z']));
        Encode("", "^y").ShouldBe(new(['^'], ['y']));
        new RequestEncoder(new FakeTokenizer(bos: null)).Encode(new("", "y")).ShouldBe(new(['$'], ['y']));
        Should
            .Throw<MoeUsageException>(() => new RequestEncoder(new FakeTokenizer(null, null)).Encode(new("", "y")))
            .Message.ShouldContain("neither a BOS nor an EOS");
    }

    private static LikelihoodRequest Encode(string context, string continuation) =>
        new RequestEncoder(new FakeTokenizer()).Encode(new(context, continuation));

    private static int[] Ids(JsonElement golden, string name) =>
        [.. golden.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];
}
