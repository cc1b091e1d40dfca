using MoeNotebooks.Performance.Communication;

namespace MoeNotebooks.Performance.Serving;

/// <summary>What the devices send each other in one step.</summary>
internal static class Collectives
{
    private const int ElementBytes = 2; // bf16

    /// <summary>Seconds of one step.</summary>
    /// <param name="model">What is served.</param>
    /// <param name="deployment">Its devices.</param>
    /// <param name="groups">Experts per layer.</param>
    /// <param name="tokens">Tokens of the step.</param>
    /// <param name="link">Bytes per second that a device sends.</param>
    public static double Seconds(
        ServedModel model,
        Deployment deployment,
        IReadOnlyList<(ExpertLoad Load, ExpertPopularity Popularity)> groups,
        double tokens,
        double link
    )
    {
        if (deployment.Devices == 1)
        {
            return 0;
        }

        // Tensor parallelism adds up twice per layer: after attention and after the unit.
        var sums = deployment.Expert > 1 ? (2 * model.Layers) - model.MoeLayers : 2 * model.Layers;
        var ring =
            CommunicationVolume.TensorParallel(deployment.Tensor, tokens / deployment.Data, model.Hidden)
            / deployment.Tensor;
        var moved =
            deployment.Expert > 1
                ? groups.Sum(group => group.Load.Layers * Moved(model, group.Load, deployment.Expert, tokens))
                : 0;
        return ((sums * ring) + moved) * ElementBytes / link;
    }

    /// <summary>
    /// Expert parallelism: a token goes once to each other device that holds some of its experts, and comes back; per
    /// device.
    /// </summary>
    private static double Moved(ServedModel model, ExpertLoad load, int devices, double tokens)
    {
        var hit = DevicesHit.Spread(model.Router, load.Kept, load.Active, devices);
        var others = hit * (devices - 1) / devices; // its own device is as likely as any other
        return CommunicationVolume.ExpertParallel(1, tokens, model.Hidden) * others / devices;
    }
}
