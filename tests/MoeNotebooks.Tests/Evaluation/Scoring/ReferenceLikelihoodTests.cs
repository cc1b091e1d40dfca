using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Evaluation.Scoring;

/// <summary>
/// Log-likelihoods as lm-evaluation-harness defines them, from the logits that Transformers computed: what a clone
/// without the published texts can hold the scorer to.
/// </summary>
[References]
public sealed class ReferenceLikelihoodTests
{
    public static TheoryData<string> Models => Golden.Names();

    [Theory]
    [MemberData(nameof(Models))]
    public void Likelihoods_and_greediness_are_those_of_the_references_logits(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder);
        foreach (var k in golden.ActiveExperts)
        {
            // contexts of one sequence share prefixes; the last one's answers are one token: the greedy one and another
            int[][] texts = [.. golden.Sequences.Skip(1).Select(ids => ids.Select(id => (int)id).ToArray())];
            var places = texts
                .SelectMany(
                    (text, t) =>
                        new[] { 1, 2, text.Length / 2, text.Length - 1 }.Distinct().Select(at => (Text: t, At: at))
                )
                .ToArray();
            LikelihoodRequest[] requests =
            [
                .. places.Select(place => new LikelihoodRequest(
                    texts[place.Text][..place.At],
                    texts[place.Text][place.At..]
                )),
            ];
            var logits = golden
                .Sequences.Select((_, n) => golden.Read($"f32.k{k}.logits.{n}").log_softmax(-1))
                .Skip(1)
                .ToArray(); // [tokens, vocabulary]
            var greedy = logits.Select(of => (int)of[-1].argmax().item<long>()).ToArray();
            requests =
            [
                .. requests,
                .. texts.Select((text, t) => new LikelihoodRequest(text, [greedy[t]])),
                .. texts.Select((text, t) => new LikelihoodRequest(text, [greedy[t] == 0 ? 1 : 0])),
            ];

            var scored = new LocalScorer(model, new ScoringOptions { TokensInBatch = 64 }).Score(
                requests,
                [new TopK(k)],
                ProgressReporter.Silent,
                CancellationToken.None
            )[0];
            foreach (var (result, request) in scored.Zip(requests))
            {
                int[] all = [.. request.Context, .. request.Continuation];
                var of = logits[Array.FindIndex(texts, text => all.Take(text.Length).SequenceEqual(text))];
                var (sum, best) = (0.0, true);
                for (var at = request.Context.Length; at < all.Length; at++)
                {
                    sum += of[at - 1, all[at]].item<float>();
                    best &= of[at - 1].argmax().item<long>() == all[at];
                }

                result.LogLikelihood.ShouldBe(sum, 1e-3, $"{name} k={k}, context of {request.Context.Length}");
                result.IsGreedy.ShouldBe(best);
            }

            scored
                .Skip(places.Length)
                .Select(one => one.IsGreedy)
                .ShouldBe([.. texts.Select(_ => true), .. texts.Select(_ => false)]);
        }
    }
}
