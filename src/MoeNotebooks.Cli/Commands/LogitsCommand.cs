using System.CommandLine;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Hub;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe logits</c>: the logits of given token sequences, for comparing engines.</summary>
internal static class LogitsCommand
{
    private const long LargestInput = 1L << 30;

    public static Command Create()
    {
        var options = new ModelArguments();
        var tokens = new Option<FileInfo>("--tokens")
        {
            Description = "JSON: {\"sequences\": [[id, ...], ...]}",
            Required = true,
        };
        var routing = new PolicyArguments(constants: true);
        var output = new OutputArguments(
            new Option<string>("--out")
            {
                Description = "A safetensors file: one f32 tensor logits.N [tokens, vocabulary] per sequence.",
                Required = true,
            }
        );
        var command = new Command("logits", "Compute the logits of token sequences.") { tokens };
        output.AddTo(command);
        options.AddTo(command);
        routing.AddTo(command);
        command.SetAction(parsed =>
        {
            var input = parsed.GetRequiredValue(tokens).FullName;
            var path = output.Checked(
                parsed,
                [input, ModelLocator.Resolve(options.Name(parsed)), .. routing.Files(parsed)]
            );
            var sequences = ReadSequences(input);
            var (policy, mask, constants) = (routing.Policy(parsed), routing.Mask(parsed), routing.Constants(parsed));
            using var model = options.Open(parsed, constants);
            if (sequences.Max(sequence => sequence.Length) is var longest && longest > model.Config.MaxPositions)
            {
                Runner.Say(
                    $"{input}: a sequence has {longest} tokens, the model was made for {model.Config.MaxPositions}: logits beyond them say little"
                );
            }

            foreach (var notice in mask?.Notices(model.Config.Moe.Router) ?? [])
            {
                Runner.Say(notice);
            }

            Write(model, sequences, policy, mask, constants, path);
            return 0;
        });
        return command;
    }

    private static void Write(
        MoeModel model,
        List<long[]> sequences,
        RoutingPolicy policy,
        ExpertMask? mask,
        ExpertConstants? constants,
        string path
    )
    {
        using var all = NewDisposeScope();
        var results = new List<NamedTensor>();
        foreach (var (n, ids) in sequences.Index())
        {
            using var scope = NewDisposeScope();
            var logits = model
                .Forward(tensor(ids).unsqueeze(0), policy: policy, mask: mask)[0]
                .to_type(ScalarType.Float32);
            results.Add(new NamedTensor($"logits.{n}", logits.cpu().MoveToOuterDisposeScope()));
        }

        var kept = mask is null ? [] : new Dictionary<string, string> { ["pruned"] = RouterRule.PrunedRule };
        if (constants is not null)
        {
            kept["constants_sha256"] = constants.Digest;
        }

        SafetensorsWriter.Write(
            path,
            results,
            new Dictionary<string, string>(kept) { ["policy"] = RoutingPolicyJson.Write(policy) }
        );
        Console.WriteLine(
            $"{path}: logits of {Plural.Of(sequences.Count, "sequence")}, {policy.Describe(model.MoeLayers.Count, model.Config.Moe.Router.TrainedTopK)}"
        );
    }

    public static List<long[]> ReadSequences(string path)
    {
        try
        {
            var sequences = StrictJson
                .ReadFile(path, LargestInput)
                .GetProperty("sequences")
                .EnumerateArray()
                .Select(sequence => sequence.EnumerateArray().Select(id => id.GetInt64()).ToArray())
                .ToList();
            var empty = sequences.FindIndex(sequence => sequence.Length == 0);
            return sequences.Count > 0 && empty < 0
                ? sequences
                : throw new MoeDataException(
                    path,
                    sequences.Count == 0 ? "sequences" : $"sequences[{empty}]",
                    "is empty; at least 1 token is needed"
                );
        }
        catch (Exception error) when (error is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new MoeDataException(
                path,
                string.Empty,
                "does not hold sequences: " + StrictJson.Reason(error),
                "It is {\"sequences\": [[id, ...], ...]}",
                error
            );
        }
    }
}
