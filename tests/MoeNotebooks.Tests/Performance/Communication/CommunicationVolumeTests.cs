using MoeNotebooks.Performance.Communication;

namespace MoeNotebooks.Tests.Performance.Communication;

public sealed class CommunicationVolumeTests
{
    [Fact]
    public void Eight_devices_and_two_experts_move_two_sevenths() =>
        (CommunicationVolume.ExpertParallel(2, 100, 4096) / CommunicationVolume.TensorParallel(8, 100, 4096)).ShouldBe(
            2.0 / 7,
            1e-12
        );
}
