using MoeNotebooks.Checkpoints;
using MoeNotebooks.Progress;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Checkpoints;

public sealed class CheckpointHealthTests
{
    [Fact]
    public void Weights_that_are_not_numbers_are_found_and_counted()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(
            folder["model.safetensors"],
            [
                new("fine", ones(3)),
                new("count", ones(3, ScalarType.Int64)),
                new("bad", tensor(new[] { float.NaN, 1, float.NegativeInfinity, float.NaN }).to(ScalarType.BFloat16)),
                new("fp8", tensor(new byte[] { 0x7f, 0xff, 0x7e, 0 }), TensorDType.F8_E4M3),
            ]
        );
        using var checkpoint = Checkpoint.Open(folder.Path);
        CheckpointHealth
            .Scan(checkpoint, ProgressReporter.Silent, TestContext.Current.CancellationToken)
            .ShouldBe([new UnhealthyTensor("bad", 2, 1), new UnhealthyTensor("fp8", 2, 0)]);
    }
}
