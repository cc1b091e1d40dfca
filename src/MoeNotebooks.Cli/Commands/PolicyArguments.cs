using System.CommandLine;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Cli.Commands;

/// <summary>How a command's model routes: --experts, --allocation or --policy, and --mask.</summary>
internal sealed class PolicyArguments
{
    private readonly Option<int> _experts = new("--experts") { Description = "Active experts in every MoE layer; default: as trained." };
    private readonly Option<string?> _allocation = new("--allocation") { Description = "The paper's four-tuple b,h,e,p." };

    private readonly Option<string?> _policy = new("--policy")
    {
        Description = "A file with a policy as JSON, such as {\"policy\":\"relativeThreshold\",\"t\":0.4,\"kMin\":2}.",
    };

    private readonly Option<string?> _mask = new("--mask", "--keep")
    {
        Description = "A file with the experts that are not pruned: {\"LAYER\": [EXPERT, ...], ...}; moe prune writes one.",
    };

    public void AddTo(Command command)
    {
        _experts.Within(1, int.MaxValue);
        foreach (var option in new Option[] { _experts, _allocation, _policy, _mask })
        {
            command.Options.Add(option);
        }

    }

    /// <summary>The files that the options name.</summary>
    public IEnumerable<string?> Files(ParseResult parsed) => [parsed.GetValue(_policy), parsed.GetValue(_mask)];

    /// <summary>What contradicts itself.</summary>
    public IEnumerable<string> Problems(ParseResult parsed)
    {
        string[] given = [.. parsed.Given(_experts, _allocation, _policy)];
        return given.Length > 1 ? [$"{string.Join(" and ", given)}: only one of them can hold"] : [];
    }

    /// <summary>The policy asked for; the trained one where none is.</summary>
    /// <exception cref="MoeException">There is no such file, or it holds none.</exception>
    public RoutingPolicy Policy(ParseResult parsed)
    {
        if (Problems(parsed).ToList() is { Count: > 0 } problems)
        {
            throw MoeUsageException.Many("routing", problems);
        }

        return (parsed.GetValue(_experts), parsed.GetValue(_allocation), parsed.GetValue(_policy)) switch
        {
            ( > 0 and var k, _, _) => new TopK(k),
            (_, { } text, _) => Allocation.Parse(text),
            (_, _, { } file) => ReadPolicy(file),
            _ => RoutingPolicy.Trained,
        };
    }

    /// <summary>The experts that are kept; <see langword="null"/> for all.</summary>
    /// <exception cref="MoeException">There is no such file, or it holds no mask.</exception>
    public ExpertMask? Mask(ParseResult parsed) => parsed.GetValue(_mask) is { } file ? ReadMask(file) : null;

    public static RoutingPolicy ReadPolicy(string file) => RoutingPolicyJson.Read(StrictJson.ReadFile(file, InputFile.Largest).GetRawText(), file);

    public static ExpertMask ReadMask(string file) => ExpertMask.Parse(file, InputFile.ReadText(file));
}
