using System.Runtime.CompilerServices;
using MoeNotebooks.Inference;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Server.Endpoints;

/// <summary>One answer under way.</summary>
/// <param name="index">Its number among those of the request.</param>
/// <param name="generation">Its generation.</param>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="stops">Texts that end it.</param>
internal sealed class ServedAnswer(int index, Generation generation, ITokenizer tokenizer, IReadOnlyList<string> stops)
{
    public int Index => index;

    public Generation Generation => generation;

    /// <summary>New tokens so far.</summary>
    public int Tokens { get; private set; }

    /// <summary>The answer piece by piece; the last one says why it ends.</summary>
    public async IAsyncEnumerable<Piece> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var decoder = new StoppingDecoder(tokenizer, stops);
        await foreach (var token in generation.ReadAsync(cancellation))
        {
            Tokens++;
            var text = decoder.Append(token.Id);
            if (decoder.IsStopped)
            {
                generation.Cancel();
                await generation.Ended; // then its experts are told
                yield return new(text, token, "stop");
                yield break;
            }

            if (token.Finish is { } finish)
            {
                var rest = decoder.Finish();
                await generation.Ended;
                yield return new(
                    text + rest,
                    token,
                    decoder.IsStopped || finish == FinishReason.Stop ? "stop" : "length"
                );
                yield break;
            }

            yield return new(text, token, null);
        }

        yield return new(string.Empty, null, "length"); // the prompt alone was asked for
    }

    /// <summary>Its experts as vLLM sends them.</summary>
    public string? RoutedExperts =>
        generation.RoutedExperts is { } table ? Convert.ToBase64String(table.ToNpy()) : null;
}
