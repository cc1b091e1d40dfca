using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Hub;
using MoeNotebooks.Models;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe info</c>: parameters, bytes and cache of a model, from its config alone.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL")
        {
            Description =
                "A folder with a config.json (weights are not needed), a name under data/models or data/configs, or ORG/NAME.",
        };
        var dtype = new Option<string>("--dtype")
        {
            Description = "What bytes are counted in: f32, bf16 or fp8.",
            DefaultValueFactory = _ => "bf16",
        };
        var json = new Option<bool>("--json") { Description = "Write JSON for other programs." };
        var command = new Command("info", "Say how large a model is, from its config alone.") { model, dtype, json };
        command.SetAction(parsed =>
        {
            var config = ModelConfig.Load(ModelLocator.ResolveConfig(parsed.GetRequiredValue(model)));
            foreach (var notice in config.Notices)
            {
                Console.Error.WriteLine(notice);
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(Json(config, BytesPerNumber(parsed.GetRequiredValue(dtype))));
                return;
            }

            foreach (var line in Lines(config, parsed.GetRequiredValue(dtype)))
            {
                Console.WriteLine(line);
            }
        });
        return command;
    }

    private static IEnumerable<string> Lines(ModelConfig config, string dtype)
    {
        var (size, bytes) = (new ModelSize(config), BytesPerNumber(dtype));
        var rule = config.Moe.Router;
        yield return $"{config.Architecture}, {Plural.Of(config.Layers, "layer")} ({config.MoeLayers.Count} MoE), {Plural.Of(rule.Experts, "routed expert")}, {rule.TrainedTopK} active";
        yield return string.Empty;
        yield return Row("part", "parameters", "share");
        foreach (var part in Enum.GetValues<ModelPart>().Where(part => size.Of(part) > 0))
        {
            yield return Row(
                part.ToString().ToLowerInvariant(),
                Number(size.Of(part)),
                (100.0 * size.Of(part) / size.Total).ToString("0.00", CultureInfo.InvariantCulture) + " %"
            );
        }

        yield return Row("total", Number(size.Total), string.Empty).TrimEnd();
        yield return string.Empty;
        yield return Row("active experts", "parameters", $"bytes per token ({dtype})");
        for (var k = 1; k <= rule.TrainedTopK; k++)
        {
            yield return Row(
                k.ToString(CultureInfo.InvariantCulture),
                Number(size.Active(k)),
                Number(size.BytesRead(k, bytes))
            );
        }

        yield return string.Empty;
        yield return $"cache: {Number(size.CacheBytes(bytes))} bytes per token ({dtype})";
    }

    private static string Json(ModelConfig config, int bytes)
    {
        var size = new ModelSize(config);
        return JsonSerializer.Serialize(
            new
            {
                architecture = config.Architecture,
                total = size.Total,
                parts = Enum.GetValues<ModelPart>()
                    .Where(part => size.Of(part) > 0)
                    .ToDictionary(part => part.ToString().ToLowerInvariant(), size.Of),
                active = Enumerable
                    .Range(1, config.Moe.Router.TrainedTopK)
                    .Select(k => new
                    {
                        experts = k,
                        parameters = size.Active(k),
                        bytes_read = size.BytesRead(k, bytes),
                    }),
                cache_bytes_per_token = size.CacheBytes(bytes),
            }
        );
    }

    private static int BytesPerNumber(string dtype) =>
        dtype switch
        {
            "f32" => 4,
            "bf16" => 2,
            "fp8" => 1,
            _ => throw new MoeUsageException("--dtype", $"is '{ErrorText.Name(dtype)}'; it is f32, bf16 or fp8"),
        };

    private static string Row(string name, string first, string second) => $"{name, -14}  {first, 17}  {second, 25}";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
