using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>bf16 weights that stay in the file, against the same numbers copied out of an f32 file.</summary>
[References]
public sealed class MappedWeightsTests : IDisposable
{
    private static readonly ModelOptions Bf16 = new() { DType = ScalarType.BFloat16, Notify = _ => { } };
    private readonly TemporaryFolder _mapped = new();
    private readonly TemporaryFolder _copied = new();

    public static TheoryData<string> Models => Golden.Names();

    public void Dispose()
    {
        _mapped.Dispose();
        _copied.Dispose();
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_are_the_same_to_the_bit_as_with_copied_weights(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        Write(golden.Folder);
        using var mapped = MoeModel.Open(_mapped.Path, Bf16);
        using var copied = MoeModel.Open(_copied.Path, Bf16);
        foreach (var k in golden.ActiveExperts)
        {
            // Few tokens, and too many to go row by row
            foreach (var ids in new[] { golden.Ids(0), golden.Ids(2).expand(20, -1).contiguous() })
            {
                mapped
                    .Forward(ids, policy: new TopK(k))
                    .equal(copied.Forward(ids, policy: new TopK(k)))
                    .all()
                    .item<bool>()
                    .ShouldBeTrue($"{name} k={k}");
            }
        }
    }

    [Fact]
    public void A_file_that_is_changed_under_an_open_model_is_an_error_at_the_next_prompt()
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("olmoe");
        Write(golden.Folder);
        using var model = MoeModel.Open(_mapped.Path, Bf16);
        model.Forward(golden.Ids(0));
        File.SetLastWriteTimeUtc(_mapped["model.safetensors"], DateTime.UtcNow.AddMinutes(1));
        Should
            .Throw<MoeDataException>(() => model.Forward(golden.Ids(0)))
            .Message.ShouldContain("was changed while in use");
    }

    [Fact]
    public void Weights_outlive_what_opened_the_file()
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("olmoe");
        Write(golden.Folder);
        Tensor view,
            copy;
        using (var checkpoint = Checkpoint.Open(_mapped.Path))
        {
            (view, copy) = (
                checkpoint.Map(ModelParameters.EmbeddingName),
                checkpoint.Load(ModelParameters.EmbeddingName)
            );
        }

        File.Delete(_mapped["model.safetensors"]);
        view.equal(copy).all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void Opening_running_and_closing_leaves_no_tensor_behind()
    {
        using var golden = new Golden("olmoe");
        Write(golden.Folder);
        var before = LiveTensors.Count;
        using (var model = MoeModel.Open(_mapped.Path, Bf16))
        {
            using var scope = NewDisposeScope();
            model.Forward(golden.Ids(0));
        }

        LiveTensors.Count.ShouldBe(before);
    }

    /// <summary>
    /// The same bf16 numbers in both folders, in one in f32, whose weights are therefore converted and copied.
    /// </summary>
    private void Write(string folder)
    {
        using var scope = NewDisposeScope();
        using var checkpoint = Checkpoint.Open(folder);
        var names = checkpoint
            .Names.Where(name => !name.EndsWith(Fp8Blocks.ScaleSuffix, StringComparison.Ordinal))
            .ToList();
        foreach (var (target, type) in new[] { (_mapped, ScalarType.BFloat16), (_copied, ScalarType.Float32) })
        {
            File.WriteAllText(target["config.json"], Unquantised(checkpoint.ConfigText));
            SafetensorsWriter.Write(
                target["model.safetensors"],
                names.Select(name => new NamedTensor(name, checkpoint.Load(name, ScalarType.BFloat16).to_type(type)))
            );
        }
    }

    private static string Unquantised(string config)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(config)!.AsObject();
        json.Remove("quantization_config");
        return json.ToJsonString();
    }
}
