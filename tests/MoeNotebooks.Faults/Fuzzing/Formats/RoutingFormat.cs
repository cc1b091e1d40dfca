using System.Text;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>Policies and masks: read, described, written and read again, and put to work on a small router.</summary>
internal sealed class RoutingFormat : FuzzFormat
{
    private static readonly RoutingTrace Trace = new(TinyRouter.Header, TinyRouter.Blocks(logits: true));

    public override IReadOnlyList<byte[]> Examples { get; } =
    [
        .. new[]
        {
            """{"policy":"trained","weights":"architectureDefault"}""",
            """{"policy":"topK","k":2,"weights":"renormalise"}""",
            """{"policy":"perLayer","k":[1,2],"weights":"keep"}""",
            """{"policy":"allocation","b":3,"h":2,"e":1,"p":1,"rounding":"halfUp","weights":"rescaleToOriginalMass"}""",
            """{"policy":"relativeThreshold","t":0.4,"kMin":2,"weights":"keep"}""",
            """{"policy":"cumulativeMass","p":0.8,"kMax":null,"weights":"architectureDefault"}""",
            """{"policy":"medianRatio","beta":[0.3,0.25],"weights":"renormalise"}""",
            """{"policy":"entropyBins","thresholds":[1.3,2],"ks":[1,2,3],"weights":"architectureDefault"}""",
            """{"policy":"batchPiggyback","k0":1,"kMax":3,"weights":"renormalise"}""",
            """{"policy":"batchBudget","b":24,"weights":"architectureDefault"}""",
            RoutingPolicyJson.Write(new SimilarityReroute(1, 0.2, [.. Enumerable.Repeat(Alike(), 2)])),
            """{"1":[0,3,5],"2":[1,2]}""",
            "{\"1\":[7,6,5,0]}\n{\"2\":[3,4]}\n",
            """{"version":1,"model":"tiny","pruned_experts":[[0,3],[7]]}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public override void Use(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (text.Contains("\"policy\"", StringComparison.Ordinal))
        {
            UsePolicy(RoutingPolicyJson.Read(text, "fuzz"));
        }
        else
        {
            UseMask(text);
        }
    }

    private static void UsePolicy(RoutingPolicy policy)
    {
        Require(
            RoutingPolicyJson.Read(RoutingPolicyJson.Write(policy)).ToString() == policy.ToString(),
            "written and read again it is another policy"
        );
        policy.Notice(TinyRouter.Header.MoeLayers.Count);
        policy.Describe(TinyRouter.Header.MoeLayers.Count, TinyRouter.Header.Rule.TrainedTopK);
        Check(Trace.Replay(policy));
    }

    private static void UseMask(string text)
    {
        var (layers, experts) = (TinyRouter.Header.MoeLayers, TinyRouter.Header.Rule.Experts);
        var mask = MaskExchange.Read("fuzz", text, experts, layers);
        Require(ExpertMask.Parse("fuzz", mask.ToJson()).Equals(mask), "written and read again it is another mask");
        Require(mask.Notices(TinyRouter.Header.Rule).All(notice => notice.Length > 0), "a notice is empty");
        MaskExchange.Read("fuzz", MaskExchange.Profile(mask, experts, layers, "tiny"), experts, layers);
        Check(Trace.Replay(RoutingPolicy.Trained, mask));
    }

    private static void Check(RoutingTrace trace)
    {
        foreach (var block in trace.Blocks)
        {
            Require(block.Experts.All(expert => expert is >= -1 and < 8), "an expert is chosen that is not there");
            Require(block.Weights!.All(float.IsFinite), "a weight is not a number");
        }
    }

    private static double[] Alike() => [.. Enumerable.Range(0, 64).Select(i => i % 9 == 0 ? 1 : Math.Sin(i))];
}
