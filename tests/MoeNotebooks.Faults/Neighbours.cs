using System.Globalization;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Faults;

/// <summary>
/// Counts how many requests give the same tokens, and how many tokens the same log-probability to the bit, alone and in
/// a full batch. In a process of its own: MKL takes its mode once.
/// </summary>
public static class Neighbours
{
    private const int Requests = 48;
    private const int NewTokens = 24;

    /// <summary>Prints the counts; 0 where all that is promised holds.</summary>
    public static async Task<int> CountAsync(string name, string dtype)
    {
        RowIndependence.Request();
        TorchNative.Prepare();
        var isFloat32 = dtype == "f32";
        using var model = MoeModel.Open(
            name,
            new ModelOptions { DType = isFloat32 ? ScalarType.Float32 : ScalarType.BFloat16, Notify = _ => { } }
        );
        await using var engine = new InferenceEngine(model, new EngineOptions { PrefillChunk = 32 });
        var requests = Make(model.Config.VocabularySize, model.Config.MaxPositions);
        var alone = new List<GeneratedToken[]>();
        foreach (var request in requests)
        {
            alone.Add(await engine.StreamAsync(request).ToArrayAsync());
        }

        var together = await Task.WhenAll(
            requests.Reverse().Select(async request => await engine.StreamAsync(request).ToArrayAsync())
        );
        Array.Reverse(together);
        var pairs = alone.Zip(together).ToArray();
        var tokens = pairs.Count(pair =>
            pair.First.Select(token => token.Id).SequenceEqual(pair.Second.Select(token => token.Id))
        );
        var bits = pairs.Sum(pair =>
            pair.First.Zip(pair.Second).Count(both => both.First.LogProbability == both.Second.LogProbability)
        );
        var holds = isFloat32 && RowIndependence.Holds();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{dtype}: rows independent: {holds}; same tokens: {tokens} of {Requests} requests; same log-probability to the bit: {bits} of {Requests * NewTokens} tokens"
            )
        );
        return !holds || (tokens == Requests && bits == Requests * NewTokens) ? 0 : 1;
    }

    private static GenerationRequest[] Make(int vocabulary, int context)
    {
        var random = new Random(7);
        return
        [
            .. Enumerable
                .Range(0, Requests)
                .Select(i => new GenerationRequest([
                    .. Enumerable
                        .Range(0, 1 + random.Next(Math.Min(80, context / 2)))
                        .Select(_ => random.Next(vocabulary)),
                ])
                {
                    MaxNewTokens = NewTokens,
                    Likeliest = 0,
                    StopIds = [],
                    Seed = i,
                    Temperature = i % 3 == 2 ? 1 : 0,
                }),
        ];
    }
}
