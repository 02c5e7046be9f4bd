//! A task as it is now.

use bytes::Bytes;
use http::Method;

use super::{
    connection::Connection,
    core::{ReadMachine, read_task},
    drive::{self, Subject},
    error::Error,
    snapshot::TaskSnapshot,
    task_id::TaskId,
};

/// Asks for a task once, over faults.
pub(crate) async fn refresh(connection: &Connection, id: &TaskId) -> Result<TaskSnapshot, Error> {
    let below_tasks = format!("/{}", id.segment());
    let request = connection.api_request(Method::GET, &below_tasks, Bytes::new())?;
    let expected = id.clone();
    let reader = move |answer| read_task(answer, Some(&expected));
    let mut machine = ReadMachine::new(connection.effort(), reader);
    let step = |now, event| machine.step(now, event);
    drive::call(connection, request, Subject::Task(id), None, step).await
}
