namespace MoeNotebooks.Hub;

/// <summary>The kinds of repository on a hub that this kit downloads.</summary>
public enum RepoType
{
    /// <summary>A model.</summary>
    Model,

    /// <summary>A data set.</summary>
    Dataset,
}
