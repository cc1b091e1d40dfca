using System.Text.Json;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Training;
using MoeNotebooks.Training.Export;
using MoeNotebooks.Training.Model;

namespace MoeNotebooks.Tests.Training.Export;

public sealed class HuggingFaceExportTests
{
    [Fact]
    public void An_exported_folder_has_the_names_and_shapes_of_a_published_checkpoint()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = MiniRecipe.Tokenizer();
        using var model = new MiniModel(new() { Vocabulary = tokenizer.Vocabulary.Count, Layers = 2 }, seed: 1);
        HuggingFaceExport.WriteFinal(model, tokenizer, folder.Path);

        using var checkpoint = Checkpoint.Open(folder.Path);
        checkpoint.Names.Count.ShouldBe(3 + 2 * 7 + 3 + 1 + 3 + 24 * 3);
        checkpoint.Entry("model.layers.1.mlp.experts.23.down_proj.weight").Shape.ShouldBe([128, 16]);
        checkpoint.Entry("model.layers.1.mlp.shared_experts.up_proj.weight").Shape.ShouldBe([16, 128]);
        checkpoint.Entry("model.layers.0.mlp.gate_proj.weight").Shape.ShouldBe([64, 128]);
        checkpoint.Entry("model.layers.0.self_attn.kv_a_proj_with_mqa.weight").Shape.ShouldBe([80, 128]);
        checkpoint.Entry("lm_head.weight").DType.ShouldBe(TensorDType.BF16);
        using var config = JsonDocument.Parse(checkpoint.ConfigText);
        config.RootElement.GetProperty("routed_scaling_factor").GetDouble().ShouldBe(3);
        config.RootElement.GetProperty("norm_topk_prob").GetBoolean().ShouldBeFalse();
        File.Exists(folder["parity.safetensors"]).ShouldBeTrue();
    }
}
