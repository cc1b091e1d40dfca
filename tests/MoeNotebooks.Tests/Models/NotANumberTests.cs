using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>
/// A damaged checkpoint never gives a plausible answer: what is not a number is refused by name, or goes on into the
/// logits.
/// </summary>
[References]
public sealed class NotANumberTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Models => Golden.Names();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public void One_in_a_router_is_refused_naming_the_tensor(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        var routers = Names(golden.Folder)
            .Where(tensor =>
                tensor.EndsWith(".gate.weight", StringComparison.Ordinal)
                || tensor.EndsWith("correction_bias", StringComparison.Ordinal)
            );
        foreach (var tensor in routers.Where(tensor => tensor.Contains(".1.", StringComparison.Ordinal)))
        {
            Spoil(golden.Folder, tensor, value => value.view(-1)[0].fill_(float.NaN));
            var message = Should.Throw<MoeDataException>(() => Open(_folder.Path)).Message;
            message.ShouldContain($"1 of {Values(tensor)} values are not numbers (NaN)");
            message.ShouldContain(
                tensor.EndsWith("bias", StringComparison.Ordinal)
                    ? "layers.1.mlp.gate.e_score_correction_bias"
                    : "layers.1."
            );
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void One_in_an_embedding_shows_in_the_logits_from_there_on(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        var ids = golden.Sequences[2].Distinct().ToArray();
        var at = ids.Length / 2;
        Spoil(golden.Folder, "model.embed_tokens.weight", table => table[ids[at]][0].fill_(float.NaN));
        using var clean = Open(golden.Folder);
        using var spoiled = Open(_folder.Path);
        var seen = new RecordingObserver();
        var row = tensor(ids).unsqueeze(0);
        var logits = spoiled.Forward(row, observer: seen)[0];
        logits.narrow(0, at, ids.Length - at).isnan().all().item<bool>().ShouldBeTrue("from the damaged token on");
        if (!clean.Config.TieEmbeddings)
        {
            Golden.ShouldBeClose(
                logits.narrow(0, 0, at),
                clean.Forward(row)[0].narrow(0, 0, at),
                "before the damaged token",
                1e-5
            );
        }

        seen.Experts.Values.ShouldAllBe(experts => experts.ge(0).all().item<bool>());
    }

    [Theory]
    [InlineData(1, GroupScore.Maximum, false)]
    [InlineData(4, GroupScore.Maximum, false)]
    [InlineData(4, GroupScore.TopTwoSum, true)]
    public void A_router_chooses_what_is_not_a_number_first_and_never_none(int groups, GroupScore score, bool sigmoid)
    {
        using var scope = NewDisposeScope();
        var rule = new RouterRule(8, 2, sigmoid ? Scoring.Sigmoid : Scoring.Softmax)
        {
            Groups = groups,
            TopGroups = Math.Min(2, groups),
            GroupScore = score,
        };
        var x = randn(3, 8);
        x[1, 5] = tensor(float.NaN);
        var assignment = new Router(rule, eye(8), bias: null).Route(x, new LayerRouting(2));
        assignment.Experts.ge(0).all().item<bool>().ShouldBeTrue();
        assignment.Weights[1, 0].isnan().item<bool>().ShouldBeTrue();
    }

    private MoeModel Open(string folder) => MoeModel.Open(folder, new ModelOptions { Notify = _ => { } });

    private static IReadOnlyList<string> Names(string folder)
    {
        using var checkpoint = Checkpoint.Open(folder);
        return [.. checkpoint.Names];
    }

    private long Values(string name)
    {
        using var checkpoint = Checkpoint.Open(_folder.Path);
        return checkpoint.Map(name).numel();
    }

    /// <summary>Copies a checkpoint with one tensor changed.</summary>
    private void Spoil(string source, string name, Action<Tensor> change)
    {
        using var checkpoint = Checkpoint.Open(source);
        File.Copy(Path.Combine(source, "config.json"), _folder["config.json"], overwrite: true);
        SafetensorsWriter.Write(
            _folder["model.safetensors"],
            checkpoint.Names.Select(tensor =>
            {
                var value = checkpoint.Map(tensor);
                if (tensor == name)
                {
                    change(value = value.clone());
                }

                return new NamedTensor(tensor, value, checkpoint.Entry(tensor).DType);
            })
        );
    }
}
