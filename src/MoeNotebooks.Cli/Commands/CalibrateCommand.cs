using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Hub;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// <c>moe calibrate</c>: policies whose numbers are measured over a text, as files that <c>--policy</c> takes.
/// </summary>
internal sealed class CalibrateCommand
{
    private const string MedianRatio = "median-ratio";
    private const string Similarity = "similarity";
    private const int UsualWindow = 512;

    private readonly ModelArguments _model = new();
    private readonly Option<string> _policy = new Option<string>("--policy")
    {
        Description = "median-ratio: skip what weighs less than the median; similarity: re-route to similar experts.",
        Required = true,
    }.AcceptOnlyFromAmong(MedianRatio, Similarity);

    private readonly Option<string> _text = new Option<string>("--calibration")
    {
        Description = "The text: plain, UTF-8, with a blank line between two texts.",
        Required = true,
    }.NotEmpty();
    private readonly Option<string> _output = new Option<string>("--out")
    {
        Description = "The file for the policy.",
        Required = true,
    }.NotEmpty();
    private readonly Option<int> _own = new Option<int>("--k0")
    {
        Description = "similarity: experts that a token brings into a step.",
        DefaultValueFactory = _ => 1,
    }.Within(1, 1 << 16);
    private readonly Option<double> _least = new Option<double>("--rho")
    {
        Description = "similarity: how similar another expert must be to take a slot, -1 to 1; above 1 re-routes none.",
        DefaultValueFactory = _ => 0.5,
    }.Within(-1, 2);
    private readonly Option<int> _window = new Option<int>("--window")
    {
        Description = "Tokens of a text that the model reads at once.",
        DefaultValueFactory = _ => UsualWindow,
    }.Within(1, 1 << 20);

    public static Command Create() => new CalibrateCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "calibrate",
            "Measure a policy's numbers over a text. Example: moe calibrate mini-softmax --policy similarity --k0 2 --calibration data/mini/training-sample.txt --out sere.json"
        )
        {
            _policy,
            _text,
            _own,
            _least,
            _window,
            _output,
        };
        _model.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                var (text, file) = (parsed.GetRequiredValue(_text), parsed.GetRequiredValue(_output));
                string[] unused = [.. parsed.Given(_own, _least)];
                if (parsed.GetValue(_policy) == MedianRatio && unused.Length > 0)
                {
                    throw new MoeUsageException(unused[0], $"has no meaning with --policy {MedianRatio}");
                }

                OutputFile.Check("--out", file, [text, ModelLocator.Resolve(_model.Name(parsed))], replace: true);
                using var model = _model.Open(parsed);
                var sequences = CalibrationTexts.Read(
                    text,
                    model.Tokenizer,
                    Math.Min(parsed.GetValue(_window), model.Config.MaxPositions)
                );
                RoutingPolicy policy =
                    parsed.GetValue(_policy) == MedianRatio
                        ? Calibration.MedianRatio(model, sequences, ConsoleProgress.Create(), stop)
                        : Calibration.Similarity(
                            model,
                            sequences,
                            parsed.GetValue(_own),
                            parsed.GetValue(_least),
                            ConsoleProgress.Create(),
                            stop
                        );
                model.Route(policy); // refused before anything is written
                AtomicFile.WriteText(file, RoutingPolicyJson.Write(policy) + "\n");
                Console.WriteLine(
                    $"{policy}, over {Plural.Of(sequences.Sum(sequence => sequence.Length), "token")}; written: {file}"
                );
                if (policy is SimilarityReroute { Similarity: var layers })
                {
                    Console.WriteLine(
                        "similarity of an expert to its nearest, by MoE layer: "
                            + string.Join(", ", layers.Select(Nearest))
                    );
                }

                return Task.FromResult(0);
            }
        );
        return command;
    }

    /// <summary>The mean over experts of the similarity to the most similar other one.</summary>
    private static string Nearest(IReadOnlyList<double> layer)
    {
        var experts = (int)Math.Sqrt(layer.Count);
        var mean = Enumerable
            .Range(0, experts)
            .Average(e => Enumerable.Range(0, experts).Where(f => f != e).Max(f => layer[(e * experts) + f]));
        return mean.ToString("0.000", CultureInfo.InvariantCulture);
    }
}
