using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Inference;

/// <summary>Generates text: prefill, then one token a step for all prompts of a batch.</summary>
public static class Generator
{
    /// <summary>Continues a text.</summary>
    /// <param name="model">The model, whose own tokenizer is used.</param>
    /// <param name="prompt">The text.</param>
    /// <param name="options">How; <see langword="null"/> for 16 likeliest tokens.</param>
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>The new text, without special tokens.</returns>
    /// <exception cref="MoeUsageException">An option or the prompt is out of the model's limits.</exception>
    public static string Generate(
        MoeModel model,
        string prompt,
        GenerationOptions? options = null,
        RoutingPolicy? policy = null,
        ExpertMask? mask = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        var ids = model.Tokenizer.Encode(prompt, addSpecialTokens: true);
        return model.Tokenizer.Decode(
            Generate(model, [ids], options, policy, mask, cancellation: cancellation)[0],
            skipSpecialTokens: true
        );
    }

    /// <summary>Continues prompts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompts">Token ids, one list a prompt.</param>
    /// <param name="options">How; <see langword="null"/> for 16 likeliest tokens.</param>
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    /// <param name="onToken">Called with each new token as it comes: which prompt, and the token.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>The new tokens of each prompt, a stop token included.</returns>
    /// <exception cref="MoeUsageException">An option or a prompt is out of the model's limits.</exception>
    public static IReadOnlyList<int[]> Generate(
        MoeModel model,
        IReadOnlyList<IReadOnlyList<int>> prompts,
        GenerationOptions? options = null,
        RoutingPolicy? policy = null,
        ExpertMask? mask = null,
        Action<int, int>? onToken = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new GenerationOptions();
        options.Validate();
        var batch = new PromptBatch(prompts);
        CheckRoom(model.Config, batch.Length, options.MaxNewTokens);
        var routing = model.Route(policy, mask);
        var chances = prompts.Select((_, row) => new Random(unchecked(options.Seed + row))).ToArray();
        var texts = prompts.Select(_ => new List<int>()).ToArray();
        var stops = options.StopIds ?? model.Config.EosIds;
        using var cache = model.CreateCache(batch.Rows, batch.Length + options.MaxNewTokens - 1);
        using var all = NewDisposeScope();
        var logits = Prefill(model, batch, cache, routing); // [B, V]
        using var step = new DecodeStep(model, cache, batch.Padding, routing);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Append(texts, Choose(step, logits, options, chances), stops, onToken);
            if (texts.Max(text => text.Count) == options.MaxNewTokens || texts.All(text => Ended(text, stops)))
            {
                return [.. texts.Select(text => text.ToArray())];
            }

            logits.Dispose();
            logits = step.Run();
        }
    }

    /// <summary>Runs the prompts.</summary>
    /// <returns>[B, V], f32, the scores of each one's next token.</returns>
    private static Tensor Prefill(
        MoeModel model,
        PromptBatch batch,
        KvCache cache,
        IReadOnlyList<LayerRouting?> routing
    )
    {
        using var scope = NewDisposeScope();
        using var context = batch.Context(cache);
        var hidden = model.Hidden(batch.Ids(), context, routing); // [B, T, h]
        return model.Logits(hidden.select(1, -1)).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>The likeliest tokens are taken on the device; chance is the host's.</summary>
    private static int[] Choose(DecodeStep step, Tensor logits, GenerationOptions options, Random[] chances)
    {
        if (options.Temperature == 0)
        {
            step.TakeBest(logits);
            return step.Read();
        }

        using var scope = NewDisposeScope();
        var scores = step.Read(logits);
        int[] drawn =
        [
            .. chances.Select(
                (chance, row) =>
                    Sampler.Draw(scores[row].data<float>().ToArray(), options.Temperature, chance.NextDouble)
            ),
        ];
        step.Take(drawn);
        return drawn;
    }

    private static void Append(List<int>[] texts, int[] next, IReadOnlyCollection<int> stops, Action<int, int>? onToken)
    {
        for (var row = 0; row < texts.Length; row++)
        {
            if (!Ended(texts[row], stops))
            {
                texts[row].Add(next[row]);
                onToken?.Invoke(row, next[row]);
            }
        }
    }

    private static bool Ended(List<int> text, IReadOnlyCollection<int> stops) =>
        text.Count > 0 && stops.Contains(text[^1]);

    private static void CheckRoom(ModelConfig config, int prompt, int fresh)
    {
        if ((long)prompt + fresh - 1 > config.MaxPositions)
        {
            throw new MoeUsageException(
                "context",
                $"a prompt of {prompt} tokens and {fresh} new ones do not fit in {config.MaxPositions}, the model's context"
            );
        }
    }
}
