//! The one door from the asynchronous edge to the rules and the database, which block.

use crate::Problem;

/// Runs `work` on a blocking thread. Below the handler everything is synchronous.
///
/// # Errors
/// What `work` returns; a panic inside it becomes an incident, and the node lives on.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(Problem::broken(format!("a blocking task ended: {error}"))),
    }
}
