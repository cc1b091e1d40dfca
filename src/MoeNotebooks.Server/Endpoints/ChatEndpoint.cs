using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MoeNotebooks.Inference;
using MoeNotebooks.Server.Answers;
using MoeNotebooks.Server.Requests;

namespace MoeNotebooks.Server.Endpoints;

/// <summary><c>/v1/chat/completions</c>: answers the last of some messages.</summary>
internal sealed class ChatEndpoint(Service service)
{
    private const string Assistant = "assistant";

    public async Task HandleAsync(HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http, RequestJson.Default.ChatBody);
        service.Check(body);
        var form = service.Options.ChatForm
            ?? throw new RefusedException(
                400,
                "this model has no chat template of a known form; start the server with --chat-form",
                "messages",
                "no_chat_form"
            );
        var prompt = Prompt(body, form);
        var answers = service.Submit([Request(body, prompt, form)], body, form.Stop is { } stop ? [stop] : []);
        var (id, created) = ($"chatcmpl-{Guid.NewGuid():N}", service.Now);
        ChatAnswer Answer(string kind, params IReadOnlyList<ChatChoice> choices) =>
            new(id, kind, created, service.Options.ModelName, choices);
        Usage Counted() => Usage.Of(prompt.Length, answers.Sum(answer => answer.Tokens));
        if (body.Stream != true)
        {
            var whole = await AnswerSet.WholeAsync(answers, http.RequestAborted);
            ChatChoice[] choices =
            [
                .. whole.Select(one =>
                    Choice(body, one.Answer, one.Pieces) with
                    {
                        Message = new(Assistant, string.Concat(one.Pieces.Select(piece => piece.Text))),
                    }
                ),
            ];
            await RequestBody.AnswerAsync(
                http,
                Answer("chat.completion", choices) with
                {
                    Usage = Counted(),
                },
                AnswerJson.Default.ChatAnswer
            );
            return;
        }

        var events = new ServerSentEvents(http);
        await foreach (var (answer, piece, isFirst) in AnswerSet.PiecesAsync(answers, http.RequestAborted))
        {
            var choice = Choice(body, answer, [piece]) with { Delta = new(isFirst ? Assistant : null, piece.Text) };
            await events.SendAsync(
                Answer("chat.completion.chunk", choice) with
                {
                    Usage = body.StreamOptions?.ContinuousUsageStats == true ? Counted() : null,
                },
                AnswerJson.Default.ChatAnswer
            );
        }

        if (body.StreamOptions?.IncludeUsage == true)
        {
            await events.SendAsync(
                Answer("chat.completion.chunk") with
                {
                    Usage = Counted(),
                },
                AnswerJson.Default.ChatAnswer
            );
        }

        await events.EndAsync();
    }

    private int[] Prompt(ChatBody body, ChatForm form)
    {
        if (body.Messages is not { Count: > 0 } messages)
        {
            throw new RefusedException(400, "messages are missing; at least one is needed", "messages");
        }

        (string Role, string Text)[] turns = [.. messages.Select(message => (Role(message), Text(message)))];
        return service.Encode(form.Prompt(turns), turns.Select(turn => turn.Text), "messages");
    }

    private static string Role(ChatMessage message) =>
        message.Role switch
        {
            "developer" => "system",
            "system" or "user" or Assistant => message.Role,
            var other => throw new RefusedException(
                400,
                $"a message's role is '{Wording.Name(other ?? string.Empty)}'; it is system, user or assistant",
                "messages"
            ),
        };

    private static string Text(ChatMessage message) =>
        message.Content switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(Part)),
            _ => throw new RefusedException(400, "a message's content is no text", "messages"),
        };

    private static string Part(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object
        && part.TryGetProperty("text", out var text)
        && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : throw new RefusedException(400, "a message's content has a part that is no text", "messages");

    /// <summary>Without a limit an answer may take what the context leaves.</summary>
    private GenerationRequest Request(ChatBody body, int[] prompt, ChatForm form)
    {
        var room = Math.Max(1, service.Engine.Context - prompt.Length + 1);
        var request = service.Request(body, prompt, body.MaxCompletionTokens ?? body.MaxTokens ?? room);
        return request with
        {
            StopIds = body.IgnoreEos == true ? request.StopIds : [.. request.StopIds!, .. EndOfTurn(form)],
            Likeliest = body.Logprobs == true ? body.TopLogprobs ?? 0 : null,
        };
    }

    /// <summary>The token that ends an answer in this form, where one token does.</summary>
    private IEnumerable<int> EndOfTurn(ChatForm form) =>
        service.Tokenizer.Encode(form.End(Assistant).Trim(), addSpecialTokens: false) is [var end] ? [end] : [];

    private ChatChoice Choice(ChatBody body, ServedAnswer answer, IReadOnlyList<Piece> pieces) =>
        new(
            answer.Index,
            body.Logprobs == true
                ? new([.. pieces.Select(piece => piece.Token).OfType<GeneratedToken>().Select(Token)])
                : null,
            pieces[^1].Finish
        )
        {
            RoutedExperts = pieces[^1].Finish is null ? null : answer.RoutedExperts,
        };

    private ChatToken Token(GeneratedToken token) =>
        Token(token.Id, token.LogProbability ?? 0) with
        {
            TopLogprobs = [.. (token.Likeliest ?? []).Select(top => Token(top.Id, top.LogProbability))],
        };

    private ChatToken Token(int id, double logProbability)
    {
        var text = service.Texts.Of(id);
        return new(text, logProbability, [.. Encoding.UTF8.GetBytes(text).Select(value => (int)value)]);
    }
}
