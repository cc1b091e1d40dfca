using MoeNotebooks.Loadtest;

namespace MoeNotebooks.Tests.Loadtest;

public sealed class CompletionStreamTests
{
    private const string Usage = """{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5}}""";

    [Fact]
    public void Usage_in_every_chunk_the_last_counts()
    {
        var stream = new CompletionStream();
        stream
            .Read(
                """{"choices":[{"text":"a","finish_reason":null}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"""
            )
            .ShouldBeTrue();
        stream
            .Read(
                """{"choices":[{"text":"b","finish_reason":"length"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}"""
            )
            .ShouldBeTrue();
        stream.Answer().ShouldBe(new LoadAnswer(3, 2, null));
    }

    [Fact]
    public void A_stream_needs_an_end_that_is_said()
    {
        var stream = new CompletionStream();
        stream.Read("""{"choices":[{"text":"a","finish_reason":null}]}""");
        stream.Read(Usage).ShouldBeFalse();
        Should.Throw<LoadRequestException>(() => stream.Answer()).Message.ShouldBe("the stream broke off");
        stream.Read("[DONE]").ShouldBeFalse();
        stream.Answer().OutputTokens.ShouldBe(5);
    }

    [Theory]
    [InlineData("""{"error":{"message":"out of memory","code":500}}""", "failed in the middle: out of memory")]
    [InlineData("""{"error":"gone"}""", "failed in the middle: gone")]
    [InlineData("<html>", "sent an event that is no completion")]
    [InlineData("[]", "sent an event that is no completion")]
    [InlineData("""{"choices":7}""", "sent an event that is no completion")]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":"many"}}""", "sent an event that is no completion")]
    [InlineData(
        """{"choices":[],"usage":{"prompt_tokens":-5,"completion_tokens":1}}""",
        "the engine's usage has prompt_tokens below 0"
    )]
    [InlineData(
        """{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":-7}}""",
        "the engine's usage has completion_tokens below 0"
    )]
    [InlineData(
        """{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":-9}}}""",
        "the engine's usage has cached_tokens below 0"
    )]
    [InlineData("""{"choices":[],"usage":{}}""", "sent an event that is no completion")]
    public void What_is_no_completion_is_an_error(string data, string says) =>
        Should.Throw<LoadRequestException>(() => new CompletionStream().Read(data)).Message.ShouldBe(says);
}
