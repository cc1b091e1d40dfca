using System.CommandLine;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Cli.Commands;

/// <summary>How a command's model routes: --experts, --allocation or --policy, and --mask or --constants.</summary>
/// <param name="constants">Whether the command takes --constants.</param>
internal sealed class PolicyArguments(bool constants = false)
{
    private readonly Option<int> _experts = new("--experts")
    {
        Description = "Active experts in every MoE layer; default: as trained.",
    };
    private readonly Option<string?> _allocation = new("--allocation")
    {
        Description = "The paper's four-tuple b,h,e,p.",
    };

    private readonly Option<string?> _policy = new("--policy")
    {
        Description = "A file with a policy as JSON, such as {\"policy\":\"relativeThreshold\",\"t\":0.4,\"kMin\":2}.",
    };

    private readonly Option<string?> _mask = new("--mask", "--keep")
    {
        Description =
            "A file with the experts that are not pruned: {\"LAYER\": [EXPERT, ...], ...}; moe prune writes one.",
    };

    public Option<string?> ConstantsOption { get; } =
        new("--constants")
        {
            Description =
                "A file with what pruned experts give in place of running; moe prune --replace constant writes one.",
        };

    public void AddTo(Command command)
    {
        _experts.Within(1, int.MaxValue);
        foreach (
            var option in new Option[] { _experts, _allocation, _policy, _mask }.Concat(
                constants ? [ConstantsOption] : []
            )
        )
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The files that the options name.</summary>
    public IEnumerable<string?> Files(ParseResult parsed) =>
        [parsed.GetValue(_policy), parsed.GetValue(_mask), ConstantsFile(parsed)];

    /// <summary>What contradicts itself.</summary>
    public IEnumerable<string> Problems(ParseResult parsed)
    {
        string[] given = [.. parsed.Given(_experts, _allocation, _policy)];
        return
        [
            .. given.Length > 1 ? [$"{string.Join(" and ", given)}: only one of them can hold"] : Array.Empty<string>(),
            .. parsed.GetValue(_mask) is not null && ConstantsFile(parsed) is not null
                ?
                [
                    "--mask and --constants: only one of them can hold; a mask takes pruned experts out of the router, constants leave them in it",
                ]
                : Array.Empty<string>(),
        ];
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
            (> 0 and var k, _, _) => new TopK(k),
            (_, { } text, _) => Allocation.Parse(text),
            (_, _, { } file) => ReadPolicy(file),
            _ => RoutingPolicy.Trained,
        };
    }

    /// <summary>The experts that are kept; <see langword="null"/> for all.</summary>
    /// <exception cref="MoeException">There is no such file, or it holds no mask.</exception>
    public ExpertMask? Mask(ParseResult parsed) => parsed.GetValue(_mask) is { } file ? ReadMask(file) : null;

    /// <summary>What pruned experts give in place of running; <see langword="null"/> where all run.</summary>
    /// <exception cref="MoeException">There is no such file, or it holds no constants.</exception>
    public ExpertConstants? Constants(ParseResult parsed) =>
        ConstantsFile(parsed) is { } file ? ExpertConstants.Read(file) : null;

    private string? ConstantsFile(ParseResult parsed) => constants ? parsed.GetValue(ConstantsOption) : null;

    public static RoutingPolicy ReadPolicy(string file) =>
        RoutingPolicyJson.Read(StrictJson.ReadFile(file, InputFile.Largest).GetRawText(), file);

    public static ExpertMask ReadMask(string file) => ExpertMask.Parse(file, InputFile.ReadText(file));
}
