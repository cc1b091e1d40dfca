using System.ClientModel;
using MoeNotebooks.Server;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;

namespace MoeNotebooks.Tests.Server;

/// <summary>OpenAI's own client for .NET against the server.</summary>
public sealed class OpenAiClientTests
{
    private static readonly ApiKeyCredential Key = new("none");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chat_streamed_and_whole_is_the_same_and_carries_log_probabilities()
    {
        await using var served = await Served.StartAsync("mini-softmax");
        var client = new ChatClient("it", Key, new OpenAIClientOptions { Endpoint = served.BaseUrl });
        ChatMessage[] messages = [new SystemChatMessage("A world of animals."), new UserChatMessage(MiniQuestion.Text)];
        var options = new ChatCompletionOptions
        {
            MaxOutputTokenCount = 12,
            Temperature = 0,
            IncludeLogProbabilities = true,
            TopLogProbabilityCount = 2,
        };

        ChatCompletion whole = await client.CompleteChatAsync(messages, options, Stop);
        whole.Role.ShouldBe(ChatMessageRole.Assistant);
        whole.ContentTokenLogProbabilities.Count.ShouldBe(whole.Usage.OutputTokenCount);
        whole.ContentTokenLogProbabilities.ShouldAllBe(token =>
            token.TopLogProbabilities.Count == 2 && token.LogProbability <= 0
        );
        whole
            .ContentTokenLogProbabilities[0]
            .Token.ShouldBe(whole.ContentTokenLogProbabilities[0].TopLogProbabilities[0].Token); // the likeliest

        var (streamed, finish) = (string.Empty, (ChatFinishReason?)null);
        await foreach (var update in client.CompleteChatStreamingAsync(messages, options, Stop))
        {
            streamed += string.Concat(update.ContentUpdate.Select(part => part.Text));
            finish = update.FinishReason ?? finish;
        }

        streamed.ShouldBe(whole.Content[0].Text);
        finish.ShouldBe(whole.FinishReason);
    }

    [Fact]
    public async Task Models_are_listed_and_errors_are_understood()
    {
        await using var served = await Served.StartAsync("mini-softmax", change: options =>
            options with
            {
                ChatForm = null,
            }
        );
        OpenAIModelCollection models = await new OpenAIModelClient(
            Key,
            new OpenAIClientOptions { Endpoint = served.BaseUrl }
        ).GetModelsAsync(Stop);
        models.ShouldHaveSingleItem().Id.ShouldBe("it");
        var client = new ChatClient("it", Key, new OpenAIClientOptions { Endpoint = served.BaseUrl });
        var error = await Should.ThrowAsync<ClientResultException>(() =>
            client.CompleteChatAsync([new UserChatMessage("a")], cancellationToken: Stop)
        );
        error.Status.ShouldBe(400);
        error.Message.ShouldContain("no chat template of a known form");
    }

    [Theory]
    [InlineData(
        "chatml",
        "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\nA<|im_end|>\n<|im_start|>user\nV<|im_end|>\n<|im_start|>assistant\n"
    )]
    [InlineData("tulu", "<|system|>\nS\n<|user|>\nU\n<|assistant|>\nA<|endoftext|>\n<|user|>\nV\n<|assistant|>\n")]
    [InlineData("deepseek", "S\n\nUser: U\n\nAssistant: A<｜end▁of▁sentence｜>User: V\n\nAssistant:")]
    [InlineData("deepseek-v3", "S<｜User｜>U<｜Assistant｜>A<｜end▁of▁sentence｜><｜User｜>V<｜Assistant｜>")]
    [InlineData("plain", "S\nUser: U\nAssistant: A\nUser: V\nAssistant:")]
    public void Messages_become_a_prompt_as_the_models_templates_have_it(string form, string expected) =>
        ChatForm
            .Named(form)
            .Prompt([("system", "S"), ("user", "U"), ("assistant", "A"), ("user", "V")])
            .ShouldBe(expected);
}
