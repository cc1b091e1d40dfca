namespace MoeNotebooks.Progress;

/// <summary>Shows how far long work has come; the console, a notebook and a log each have their own.</summary>
public interface IProgressReporter
{
    /// <summary>Begins a step; nothing is shown before it has taken two seconds.</summary>
    /// <param name="what">What is done, as a person would say it: "Scoring mini_boolq".</param>
    /// <param name="total">How many items there are; 0 when that is not known.</param>
    /// <param name="unit">What an item is: "items", "tokens", "MB".</param>
    /// <returns>The step, ended by disposing it.</returns>
    IProgressTask Begin(string what, long total, string unit);
}
