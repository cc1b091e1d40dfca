using System.Text.Json;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Models;
using MoeNotebooks.Training;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Training;

/// <summary>
/// The trainer's forward pass and the library's were written apart; on the shipped weights they must agree.
/// </summary>
public sealed class ParityTests
{
    public static TheoryData<string> Shipped => [.. MiniRecipe.All.Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void The_library_computes_the_logits_that_the_trainer_left(string name)
    {
        using var scope = NewDisposeScope();
        using var model = MoeModel.Open(Folder(name));
        using var expected = SafetensorsFile.Open(Path.Combine(Folder(name), "parity.safetensors"));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(name), "parity.json")));
        var sequences = json.RootElement.GetProperty("sequences").Deserialize<long[][]>()!;
        sequences.Length.ShouldBe(2);
        foreach (var (i, ids) in sequences.Index())
        {
            var logits = model.Forward(tensor(ids).unsqueeze(0))[0]; // [T, V]
            var trainers = expected.Read($"logits.{i}");
            logits.shape.ShouldBe(trainers.shape);
            (logits - trainers).abs().max().item<float>().ShouldBeLessThan(1e-4f * trainers.abs().max().item<float>());
            logits.argmax(-1).data<long>().ToArray().ShouldBe(trainers.argmax(-1).data<long>().ToArray());
        }
    }

    private static string Folder(string name) => Path.Combine(Shared.Repository, "data", "models", name);
}
