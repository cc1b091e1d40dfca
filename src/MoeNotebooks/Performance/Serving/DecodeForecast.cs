using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Validation;

namespace MoeNotebooks.Performance.Serving;

/// <summary>One decode step of a served model, predicted by the cost model.</summary>
/// <param name="Requests">Requests that decode together.</param>
/// <param name="Context">Tokens that each has behind it.</param>
/// <param name="Step">Where its time goes.</param>
/// <param name="Setting">On what, by which engine.</param>
public sealed record DecodeForecast(int Requests, int Context, StepCost Step, string Setting)
{
    /// <summary>Tokens of context, unless others are asked for.</summary>
    public const int UsualContext = 1024;

    private const int MostDevices = 64;

    /// <summary>The step's time in milliseconds.</summary>
    public double Milliseconds => 1000 * Step.Seconds;

    /// <summary>Predicts a step on as few devices as hold the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="experts">Experts kept and used, expected or counted.</param>
    /// <param name="requests">Requests that decode together; what was counted must have been counted over as many
    /// tokens.</param>
    /// <param name="context">Tokens that each has behind it.</param>
    /// <param name="hardware">One of the devices.</param>
    /// <param name="engine">The engine.</param>
    /// <exception cref="Errors.MoeException">There is no such hardware or engine, or the model fits on no number of
    /// devices.</exception>
    public static DecodeForecast Of(
        ServedModel model,
        IReadOnlyList<ExpertLoad> experts,
        int requests,
        int context = UsualContext,
        string hardware = "h100-sxm",
        string engine = PaperSetup.Engine
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        var (device, described, devices) = (HardwareCatalog.Load(hardware), EngineDescription.Load(engine), 1);
        while (
            devices < MostDevices
            && (model.Heads % devices != 0 || !ServingModel.Fits(model, device, new(devices), described))
        )
        {
            devices *= 2;
        }

        var step = new ServingModel(model, device, new(devices), described, experts).Steps.Decode(requests, context);
        return new(requests, context, step, $"{(devices > 1 ? $"{devices} x " : string.Empty)}{hardware}, {engine}");
    }

    /// <summary>One line, with where it comes from.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{Milliseconds:0.000} ms for a decode step of {Requests} requests at {Context} tokens on {Setting} (predicted by the cost model)"
        );
}
