using Microsoft.AspNetCore.Http;
using MoeNotebooks.Inference;
using MoeNotebooks.Server.Answers;
using MoeNotebooks.Server.Requests;

namespace MoeNotebooks.Server.Endpoints;

/// <summary><c>/v1/completions</c>: continues texts, or scores them.</summary>
internal sealed class CompletionEndpoint(Service service)
{
    private const int UsualTokens = 16; // OpenAI's

    public async Task HandleAsync(HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http, RequestJson.Default.CompletionBody);
        service.Check(body);
        var prompts = Prompts.Read(body.Prompt, service);
        var answers = service.Submit([.. prompts.Select(prompt => Request(body, prompt))], body, []);
        var id = $"cmpl-{Guid.NewGuid():N}";
        CompletionAnswer Answer(params IReadOnlyList<CompletionChoice> choices) =>
            new(id, "text_completion", service.Now, service.Options.ModelName, choices);
        Usage Counted() => Usage.Of(prompts.Sum(prompt => prompt.Length), answers.Sum(answer => answer.Tokens));
        if (body.Stream != true)
        {
            var whole = await AnswerSet.WholeAsync(answers, http.RequestAborted);
            CompletionChoice[] choices = [.. whole.Select(one => Choice(body, one.Answer, one.Pieces, isFirst: true))];
            await RequestBody.AnswerAsync(
                http,
                Answer(choices) with
                {
                    Usage = Counted(),
                },
                AnswerJson.Default.CompletionAnswer
            );
            return;
        }

        var events = new ServerSentEvents(http);
        await foreach (var (answer, piece, isFirst) in AnswerSet.PiecesAsync(answers, http.RequestAborted))
        {
            await events.SendAsync(
                Answer(Choice(body, answer, [piece], isFirst)) with
                {
                    Usage = body.StreamOptions?.ContinuousUsageStats == true ? Counted() : null,
                },
                AnswerJson.Default.CompletionAnswer
            );
        }

        if (body.StreamOptions?.IncludeUsage == true)
        {
            await events.SendAsync(Answer() with { Usage = Counted() }, AnswerJson.Default.CompletionAnswer);
        }

        await events.EndAsync();
    }

    private GenerationRequest Request(CompletionBody body, int[] prompt) =>
        service.Request(body, prompt, body.MaxTokens ?? UsualTokens) with
        {
            Likeliest = body.Logprobs,
            PromptScores = body.Echo == true && (body.Logprobs is not null || body.MaxTokens == 0),
        };

    private CompletionChoice Choice(CompletionBody body, ServedAnswer answer, IReadOnlyList<Piece> pieces, bool isFirst)
    {
        var echo = isFirst && body.Echo == true;
        var prompt = echo
            ? service.Tokenizer.Decode(answer.Generation.Request.Prompt, skipSpecialTokens: true)
            : string.Empty;
        return new(
            answer.Index,
            prompt + string.Concat(pieces.Select(piece => piece.Text)),
            body.Logprobs is null ? null : Logprobs(answer, pieces, echo),
            pieces[^1].Finish
        )
        {
            RoutedExperts = pieces[^1].Finish is null ? null : answer.RoutedExperts,
        };
    }

    private CompletionLogprobs Logprobs(ServedAnswer answer, IReadOnlyList<Piece> pieces, bool echo)
    {
        var list = new CompletionLogprobs([], [], [], []);
        var offset = 0;
        var generation = answer.Generation;
        for (var i = 0; echo && i < generation.Request.Prompt.Count; i++)
        {
            Add(generation.Request.Prompt[i], generation.PromptScores[i]);
        }

        foreach (var token in pieces.Select(piece => piece.Token).OfType<GeneratedToken>())
        {
            Add(token.Id, token);
        }

        return list;

        void Add(int id, GeneratedToken? score)
        {
            var text = service.Texts.Of(id);
            list.Tokens.Add(text);
            list.TokenLogprobs.Add(score?.LogProbability);
            list.TopLogprobs.Add(score is { } scored ? Top(scored) : null);
            list.TextOffset.Add(offset);
            offset += text.Length;
        }
    }

    /// <summary>The likeliest tokens and the one itself, by their texts; of two with one text the likelier.</summary>
    private Dictionary<string, double> Top(GeneratedToken token)
    {
        var top = new Dictionary<string, double>();
        foreach (var (id, logProbability) in token.Likeliest ?? [])
        {
            top.TryAdd(service.Texts.Of(id), logProbability);
        }

        top.TryAdd(service.Texts.Of(token.Id), token.LogProbability ?? 0);
        return top;
    }
}
