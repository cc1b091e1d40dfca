namespace MoeNotebooks.Training.MiniWorld;

/// <summary>What is done with a fact. Training tells every fact; the split says who asks for it.</summary>
public enum FactSplit
{
    /// <summary>Training texts ask for it and answer.</summary>
    Asked,

    /// <summary>Only the dev sets ask for it: settings are chosen on them.</summary>
    Dev,

    /// <summary>Only the test sets ask for it: what is reported comes from them.</summary>
    Test,
}
