using System.Reflection;
using System.Runtime.InteropServices;
using MoeNotebooks.Configs;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Files;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;
using TorchSharp;

namespace MoeNotebooks.Interchange.LmEval;

/// <summary>Describes runs of a model in this process.</summary>
internal static class RunDescriptions
{
    /// <summary>Collects what is known of a run.</summary>
    /// <param name="name">The model as the user named it.</param>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="policy">How many experts each layer used.</param>
    /// <param name="maxLength">Tokens beyond which contexts were cut.</param>
    /// <param name="started">When it began.</param>
    /// <param name="progress">Shows the digest of large files being computed.</param>
    /// <param name="cancellationToken">Stops that.</param>
    public static RunDescription Of(
        string name,
        MoeModel model,
        ITokenizer tokenizer,
        RoutingPolicy policy,
        int maxLength,
        DateTimeOffset started,
        IProgressReporter progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(policy);
        var folder = model.Checkpoint.Folder;
        return new()
        {
            Model = name,
            Parameters = model.Config.Parameters().Sum(spec => spec.Count),
            WeightsDigest = model.Checkpoint.ComputeDigest(progress, cancellationToken),
            ConfigDigest = FileDigests.Of(Path.Combine(folder, "config.json")),
            TokenizerDigest = FileDigests.Of(Path.Combine(folder, "tokenizer.json")),
            Policy = policy,
            ActiveExperts = policy.ActiveExperts(model.MoeLayers.Count, model.Config.Moe.Router.TrainedTopK),
            DType = model.DType == torch.ScalarType.BFloat16 ? "bfloat16" : "float32",
            Device = model.Device.ToString(),
            BosRule = tokenizer.BosRule,
            Bos = Token(tokenizer, tokenizer.BosId),
            Eos = Token(tokenizer, tokenizer.EosId),
            MaxLength = maxLength,
            TokensInBatch = new ScoringOptions().TokensInBatch,
            Started = started,
            Elapsed = TimeSpan.Zero,
            Versions = Versions(),
        };
    }

    /// <summary>
    /// Collects what is known of a run on engines elsewhere: their weights and type are theirs to know.
    /// </summary>
    /// <param name="name">The model as the user named it.</param>
    /// <param name="addresses">Where the engines are.</param>
    /// <param name="folder">The folder with its config and tokenizer.</param>
    /// <param name="config">The config.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="policy">How many experts each layer used, as the user says.</param>
    /// <param name="started">When it began.</param>
    public static RunDescription Remote(
        string name,
        string addresses,
        string folder,
        ModelConfig config,
        ITokenizer tokenizer,
        RoutingPolicy policy,
        DateTimeOffset started
    )
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(policy);
        return new()
        {
            Model = name,
            Parameters = config.Parameters().Sum(spec => spec.Count),
            WeightsDigest = "unknown: served elsewhere",
            ConfigDigest = FileDigests.Of(Path.Combine(folder, "config.json")),
            TokenizerDigest = FileDigests.Of(Path.Combine(folder, "tokenizer.json")),
            Policy = policy,
            ActiveExperts = policy.ActiveExperts(config.MoeLayers.Count, config.Moe.Router.TrainedTopK),
            DType = "unknown",
            Device = addresses,
            BosRule = tokenizer.BosRule,
            Bos = Token(tokenizer, tokenizer.BosId),
            Eos = Token(tokenizer, tokenizer.EosId),
            MaxLength = config.MaxPositions,
            TokensInBatch = 0,
            Started = started,
            Elapsed = TimeSpan.Zero,
            Versions = Versions(),
        };
    }

    private static (string, int)? Token(ITokenizer tokenizer, int? id) =>
        id is { } known ? (tokenizer.Decode([known], skipSpecialTokens: false), known) : null;

    private static Dictionary<string, string> Versions() =>
        new()
        {
            ["moe-notebooks"] = Version(typeof(RunDescriptions).Assembly),
            ["torchsharp"] = Version(typeof(torch).Assembly),
            ["libtorch"] = torch.__version__,
            [".net"] = Environment.Version.ToString(),
            ["system"] = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
        };

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
