using MoeNotebooks.Errors;
using MoeNotebooks.Inference;
using MoeNotebooks.Server.Requests;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Server.Endpoints;

/// <summary>What all endpoints share: the engine, the tokenizer and the rules for requests.</summary>
internal sealed class Service(InferenceEngine engine, ITokenizer tokenizer, ServerOptions options, TimeProvider time)
{
    private const int MostStops = 16;
    private int _seed = options.Seed - 1;

    public InferenceEngine Engine => engine;

    public ITokenizer Tokenizer => tokenizer;

    public ServerOptions Options => options;

    public TokenTexts Texts { get; } = new(tokenizer);

    public long Now => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Refuses what is wrong with any kind of request.</summary>
    public void Check(GenerationBody body)
    {
        OtherFields.Check(body.Others);
        if (body.Model is not { } model)
        {
            throw new RefusedException(400, $"model is missing; this server has '{options.ModelName}'", "model");
        }

        if (model != options.ModelName)
        {
            throw new RefusedException(
                404,
                $"model '{Wording.Name(model)}' is not here; this server has '{options.ModelName}'",
                "model",
                "model_not_found"
            );
        }
    }

    /// <summary>A text's tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="written">What a sender wrote of it, which must hold no special tokens.</param>
    /// <param name="field">The field that it came in.</param>
    public int[] Encode(string text, IEnumerable<string> written, string field)
    {
        if (
            !options.AllowSpecialTokens && written.SelectMany(tokenizer.SpecialTokensIn).FirstOrDefault() is { } special
        )
        {
            throw new RefusedException(
                400,
                $"the text holds {Wording.Name(special)}, a special token: it would count as one. A server started with --allow-special-tokens takes it",
                field
            );
        }

        return [.. tokenizer.Encode(text, addSpecialTokens: true)];
    }

    /// <summary>What the engine is asked for, as far as completions and chats agree.</summary>
    public GenerationRequest Request(GenerationBody body, int[] prompt, int tokens) =>
        new(prompt)
        {
            MaxNewTokens = tokens,
            Temperature = body.Temperature ?? 1,
            TopP = body.TopP ?? 1,
            StopIds = [.. body.IgnoreEos == true ? [] : Ends, .. body.StopTokenIds ?? []],
            RoutedExperts = body.ReturnRoutedExperts ?? options.ReturnRoutedExperts,
        };

    /// <summary>Submits n generations of every prompt, or none.</summary>
    /// <param name="requests">One for each prompt.</param>
    /// <param name="body">How many, and with which seed and stops.</param>
    /// <param name="stops">More texts that end an answer.</param>
    public ServedAnswer[] Submit(
        IReadOnlyList<GenerationRequest> requests,
        GenerationBody body,
        IEnumerable<string> stops
    )
    {
        var n = body.N ?? 1;
        // More would be too many for an idle engine, too
        var most = Math.Min(options.MaxChoices, engine.Options.MaxWaiting);
        if (n < 1 || (long)n * requests.Count > most)
        {
            throw new RefusedException(
                400,
                $"n is {n} with {requests.Count} prompts; together 1 to {most} answers",
                "n"
            );
        }

        string[] texts = [.. JsonTexts.Of(body.Stop, "stop"), .. stops];
        if (texts.Length > MostStops)
        {
            throw new RefusedException(400, $"stop has {texts.Length} texts; it may have {MostStops}", "stop");
        }

        var answers = new List<ServedAnswer>();
        try
        {
            foreach (
                var (request, choice) in requests.SelectMany(request =>
                    Enumerable.Range(0, n).Select(choice => (request, choice))
                )
            )
            {
                var seed = body.Seed is { } given ? unchecked((int)given + choice) : Interlocked.Increment(ref _seed);
                answers.Add(new(answers.Count, engine.Submit(request with { Seed = seed }), tokenizer, texts));
            }
        }
        catch (MoeException)
        {
            answers.ForEach(answer => answer.Generation.Cancel());
            throw;
        }

        return [.. answers];
    }

    private IEnumerable<int> Ends => tokenizer.EosId is { } end ? [.. engine.Config.EosIds, end] : engine.Config.EosIds;
}
